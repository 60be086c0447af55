"""The hidden cases, one module per chapter, for staff only. They are never released.

A module takes each exercise of its chapter from `course.checks` and adds hidden cases, nothing
else. The cases are random, with the course's secret as seed. So all students and all regrades get
the same cases, and a public copy of this repository reveals none.
"""
