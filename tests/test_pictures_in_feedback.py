"""Pictures of the course come through the cleaning of pages."""

import numpy as np

from course.pictures import arrays
from nbproctor.pages.allowed_html import clean_html


def test_a_picture_keeps_its_image_its_width_and_its_text():
    picture = arrays({"X <1>": np.eye(2)})._repr_html_()
    cleaned = clean_html(picture)
    image = picture.partition("base64,")[2].rstrip('">')
    assert image in cleaned
    assert 'width="121"' in cleaned
    assert "2 by 2 with rows 1 0; 0 1." in cleaned
