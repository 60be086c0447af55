"""Clean pages: nothing in a graded notebook or on a page runs, loads or grows without bound.

clean.py          preprocessors for the notebook that is kept and for the pages that are shown
clean_outputs.py  the outputs of a cell
allowed_html.py   HTML, through an allow-list
markdown.py       Markdown, rendered and then cleaned as HTML
plain_text.py     text without control characters, within bounds
formulas.py       TeX as MathML, so that a page needs no script
exercises.py      a notebook arranged for feedback: exercises, then text
feedback_page.py  feedback under a content security policy; its template is in templates/
"""
