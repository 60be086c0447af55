"""Learning management systems: Canvas, Moodle, and nbgrader's exchange.

downloads.py          collects what was handed in from the zips of Canvas and Moodle
export.py             nbgrader export plugins: grades.csv, and what Canvas and Moodle import
standing.py           how a student stands in a chapter; an undecided score is no zero
feedback_release.py   feedback through the exchange, whatever single submissions lack
late.py               what handing in late costs
"""
