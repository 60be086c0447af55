"""The journeys of students and instructors, in JupyterLab and formgrader, in a real browser."""
