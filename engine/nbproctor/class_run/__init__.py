"""Grade a whole class: many workers grade, one process writes.

class_run.py        grades a class; a failing submission does not stop the run
cluster.py          the Dask workers, on this machine or at a scheduler's address
fork_server.py      the process from which the workers on this machine are forked
first_import.py     the first module that the fork server imports
worker.py           what a worker does: it has graders do the work
read_reports.py     reads what comes back from a worker
writer.py           writes the results: gradebook and folders change together
placing.py          puts a submission's folder in place atomically
results.py          prints the table of a run
progress.py         a progress bar on a terminal, plain lines elsewhere
"""
