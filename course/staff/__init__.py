"""The course's own tools for staff.

bundle.py        makes the students' bundle; bundle_files/ has its additional files
solutions.py     reads the right and wrong answers in answers/
sample_class.py  makes a sample class from these answers
"""
