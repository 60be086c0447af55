"""The class on one page: `nbproctor report`.

collect.py reads the gradebook and, in graders (read_notebooks.py), the autograded notebooks
(findings.py) into the
values of class_data.py; likeness.py compares answers; page.py writes `report.html`, with the
drawings of figures.py.
"""
