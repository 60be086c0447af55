"""Clean pages: nothing in a graded notebook or on a page runs, loads or grows without bound.

clean.py          preprocessors: of what is kept, and of what is shown
clean_outputs.py      a cell's outputs
allowed_html.py       HTML, through an allow-list
markdown.py           Markdown, rendered and then cleaned as HTML is
plain_text.py         text: without control characters, cut where it is too long
formulas.py       TeX as MathML, so that a page needs no script
feedback_page.py  feedback under a content security policy; templates/ has the page
"""
