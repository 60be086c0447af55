"""Whether the notebooks in `source/` are ready for students: `course validate`.

verdicts.py       all that is looked at, a verdict a notebook
execution.py      it runs, and its marked outputs are those that it states
trial.py          its solution earns full marks, its release none
leaks.py          nothing of a solution or a hidden case is in the release
links.py          every link and image resolves
figures.py        every figure has alternative text
faults.py         what is wrong, and in which cell
"""
