"""nbgrader's database, and tables of our own beside nbgrader's.

grades.py            what the gradebook holds of a chapter and of a submission, as values
reader.py            the one reader of nbgrader's tables
writer.py            the one writer of nbgrader's tables
tables.py            our own tables: what was graded, of which files
results.py           what came of grading a submission
failures.py          why it cannot be used, in one line
secret.py            a class is graded with one secret from first to last
loose_gradebook.py   stands in for the gradebook where a worker has no database
"""
