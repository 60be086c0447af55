"""Split grading: a student's cells run in a kernel, grade cells in the grader.

execute.py        preprocessor in place of nbgrader's `Execute`: which cell runs where, and when
student_kernel.py the kernel: it may die, hang or answer with anything
request.py        one request to it and the reply
student_object.py what a grade cell has in place of a student's function
grade_cell.py     the grader's side: a grade cell, its score, what it shows
notebook_order.py whether grade cells may wait for the cells below them
demonstrations.py which cells of a chapter's own need not run
patience.py       how long a notebook may take, how many kernels it may use up
cell_outputs.py   what a kernel says a cell has put out, bounded and in proper form
run_record.py     what happened to each grade cell, which scores are from
save_grades.py    preprocessor: those scores into the gradebook
"""
