"""Split grading: a student's cells run in a kernel, grade cells run in the grader.

execute.py        preprocessor in place of nbgrader's `Execute`: which cell runs where, and when
student_kernel.py the kernel, and those that replace it if it dies or hangs
request.py        one request to it, and the limits of a notebook
student_object.py stands for a student's function in a grade cell
grade_cell.py     runs a grade cell in the grader: score and outputs
notebook_order.py tells whether grade cells may wait for the cells below them
demonstrations.py finds a chapter's own cells that need not run
cell_outputs.py   limits the outputs of a kernel and puts them into the form of a notebook
run_record.py     the record of each grade cell; scores are read from it
save_grades.py    preprocessor: writes those scores into the gradebook
"""
