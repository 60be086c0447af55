"""Grade cells apart: they run in the grader, while the student's cells run in a kernel.

grade_cell.py     runs a grade cell in the grader: score and outputs
obstacles.py      tells what in a grade cell cannot run apart
course_names.py   finds what the cell uses of the course's locked cells
student_object.py stands for a student's function in a grade cell
cell_code.py      reads from a cell's text which names it makes and mentions
notebook_order.py tells whether grade cells may wait for the cells below them
demonstrations.py tells whether the course's demonstrations must run
"""
