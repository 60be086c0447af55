"""The hidden cases, a module a chapter: staff only, never released.

A module takes each exercise of its chapter in `course.checks` and adds hidden cases, nothing else.
They are drawn at random, seeded by the course's secret: every student and every regrade meets the
same ones, and a public copy of this repository gives none of them away.
"""
