"""Grade a whole class: many workers grade, one process writes.

class_run.py        grades a class; a failing submission does not stop the run
workers.py          the workers on this machine: threads that wait for graders
cluster.py          the workers of a Dask scheduler
read_reports.py     reads what comes back from a worker
writer.py           writes the results: gradebook and folders change together
placing.py          puts a submission's folder in place atomically
results.py          prints the table of a run
progress.py         a progress bar on a terminal, plain lines elsewhere
"""
