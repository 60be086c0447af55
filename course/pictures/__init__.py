"""Figures that the notebooks draw, from the arrays themselves.

Each public function takes arrays and returns a `Picture`: an image whose alternative text is made
of the same numbers. While answers are graded (`NBGRADER_EXECUTION=autograde`) nothing is drawn.

    arrays            named arrays side by side: numbers, grey images, feature maps
    window            one step of cross-correlation, from the window to the output element
    step_through      a slider over all its steps
    positions         how often a kernel fits along an axis
    receptive_field   what one output element sees in every layer below
    connections, bars     dense layer beside convolution: lines, and numbers of parameters

A new figure is a function marked `@drawn` that draws on a `Canvas` (canvas.py): grids, frames,
lines and text in units of cells. To look at one outside a notebook: `picture.save("figure.png")`.
"""

from course.pictures.arrays import arrays
from course.pictures.picture import Picture
from course.pictures.positions import positions
from course.pictures.receptive_field import receptive_field
from course.pictures.slider import step_through
from course.pictures.why import bars, connections
from course.pictures.window import window

__all__ = [
    "Picture",
    "arrays",
    "bars",
    "connections",
    "positions",
    "receptive_field",
    "step_through",
    "window",
]
