"""Many submissions: workers grade, one process writes.

class_run.py        grades a class; no submission can stop it
cluster.py          the processes that grade: Dask's, on this machine or by address
fork_server.py      the process that workers on this machine are forked from
first_import.py     the first module that it imports
tasks.py            what travels to a worker and back
grade_notebook.py   what a worker does: nbgrader's converters in a folder of their own
writer.py           writes what workers return: gradebook and folders change together
placing.py          folders that appear whole or not at all
results.py          what came of a submission, read from the autograded notebook; the table
progress.py         a bar on a terminal, a line each elsewhere
"""
