"""Learning management systems: Canvas, Moodle, and nbgrader's exchange.

downloads.py          collects submissions from the zips of Canvas and Moodle
export.py             nbgrader export plugins: grades.csv, and files that Canvas and Moodle import
standing.py           how a student stands in a chapter; an undecided score is no zero
feedback_release.py   releases feedback through the exchange, whatever single submissions lack
late.py               penalty for late submissions
"""
