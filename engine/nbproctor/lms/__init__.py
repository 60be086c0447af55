"""Learning management systems: Canvas, Moodle, and nbgrader's exchange.

archives.py           unpacks the zips of Canvas and Moodle, and the archives in them
downloads.py          finds out whose file each of them is, and collects it
roster.py             reads lists of students that spreadsheets, Canvas and Moodle export
spreadsheet.py        reads the cells of a table that a spreadsheet saved as text
export.py             nbgrader export plugins: grades.csv, and files that Canvas and Moodle import
standing.py           how a student stands in a chapter; an undecided score is no zero
weighted_total.py     a student's total over all chapters, with the course's weights
feedback_zip.py       writes feedback pages as the zip that Canvas or Moodle takes back
feedback_release.py   releases feedback through the exchange, whatever single submissions lack
late.py               penalty for late submissions
"""
