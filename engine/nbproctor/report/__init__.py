"""The class on one page: `course report`.

collect.py reads the gradebook and the autograded notebooks (findings.py) into the
values of class_data.py; likeness.py compares answers; page.py makes `report.html` of both, with the
drawings of figures.py.
"""
