"""One submission: read it, restore its cells, run them, score the grade cells.

submissions.py          finds submissions, and says what is wrong with them as files
student_names.py        what a student's name may be
tasks.py                the tasks that go to a grader and the results that come back
grade_submission.py     what a grader does: nbgrader's converters in a temporary folder
submitted_notebook.py   makes `nbgrader autograde` grade in graders, by the same rules
feedback.py             makes `nbgrader generate_feedback` write pages in graders
answer_keys.py          the chapters' answer keys: kept, or computed once for a class
restore.py              preprocessor: cells, points and order as in the source
execute.py              preprocessor in place of nbgrader's `Execute`: which cell runs where, when
student_kernel.py       the kernel, and those that replace it if it dies or hangs
request.py              one request to it, and the limits of a notebook
cell_outputs.py         limits the outputs of a kernel and puts them into the form of a notebook
cell_result.py          the result of a grade cell, and the errors that the grader itself writes
run_record.py           the record of how a notebook was graded
save_grades.py          preprocessor: sets the scores
describe_failures.py    says what failed, in a phrase for each exercise
apart/                  runs grade cells in the grader instead of in the kernel
answers.py              tells whether an answer that a human graded has changed since
"""
