"""Archives of a class: the gradebook, what students handed in, and what grading made of it.

archive.py     writes a class to one file, and restores it
databases.py   copies a gradebook, in SQLite or PostgreSQL, to a file and back
next_year.py   empties a course folder for the next class
"""
