"""Read and write nbgrader's database, and nbproctor's own tables in it.

grades.py            chapters, submissions, grades and comments, as values
reader.py            reads nbgrader's tables
writer.py            writes nbgrader's tables
lateness.py          counts days of lateness, and computes late penalties
extensions.py        gives a student a later due date
students.py          reads and writes students
tables.py            nbproctor's tables: what was graded, and from which files
results.py           the result of grading one submission
failures.py          explains in one line why the gradebook cannot be used
secret.py            checks that a class is graded with one secret
loose_gradebook.py   replaces the gradebook in a worker, which has no database
"""
