"""For the course's staff: what this course adds to grading with nbgrader.

bundle.py        the students' bundle; what it holds beside the course is in bundle_files/
solutions.py     reads the right and wrong answers in tests/solutions
sample_class.py  makes a class of those answers, to try grading on
"""
