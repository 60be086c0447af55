"""For the course's staff: the students' bundle, and a class to try grading on.

bundle.py        writes the students' bundle; its files beside the two packages are in bundle_files/
solutions.py     reads the right and wrong answers in answers/
sample_class.py  makes a class that hands in those answers
"""
