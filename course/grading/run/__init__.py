"""The class run: workers compute and return, one writer keeps what they made.

class_run.py         grades a class, and nobody stops anybody
cluster.py           the processes that grade: Dask's, on this machine or by address
nursery.py           the process that workers on this machine are forked from
first_import.py      what it does first: have their zygotes begin to import
tasks.py             what travels to a worker and back
grade_notebook.py    what a worker does: nbgrader's converters in a folder of their own
loose_gradebook.py   what they find there in place of the database
gradebook_writer.py  the one writer: gradebook and folders change together
gradebook_rows.py    nbgrader's rows for a submission
registered.py        nbgrader's rows for a chapter
finished.py          our own rows: what was graded, of which files
placing.py           folders that appear whole or not at all
results.py           what came of a submission, read from the autograded notebook; the table
progress.py          a bar on a terminal, a line each elsewhere
"""
