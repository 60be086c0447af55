"""nbgrader's database, and tables of our own beside nbgrader's.

writer.py            the one writer: gradebook and folders change together
rows.py              nbgrader's rows for a submission
registered.py        nbgrader's rows for a chapter
tables.py            our own rows: what was graded, of which files
standing.py          how a student stands in a chapter; an undecided score is no zero
secret.py            a class is graded with one secret from first to last
loose_gradebook.py   one chapter's page of the gradebook, for a worker without a database
"""
