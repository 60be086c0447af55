"""How often a kernel fits: the size of the output along one axis."""

import numpy as np

from course.pictures.canvas import Canvas
from course.pictures.layout import INPUT, KERNEL, OUTPUT, Box
from course.pictures.picture import Picture, drawn

STEP = 1.15  # from one place to the next, downwards


@drawn
def positions(n: int, k: int) -> Picture:
    """Draw `n` cells of an axis, and below them every place where a kernel of `k` cells fits.

    Raises:
        ValueError: the kernel is larger than the input.
    """
    if not 1 <= k <= n:
        raise ValueError(f"A kernel of {k} cells does not fit into {n} cells.")
    fits = n - k + 1
    canvas = Canvas()
    canvas.outline(canvas.grid(np.arange(float(n)).reshape(1, n), 0.0), INPUT, tint=0.2)
    canvas.write(f"n = {n} cells", -0.5, 0.0, align=("right", "center"))
    canvas.write("output", n + 2.0, 0.0)
    for start in range(fits):
        y = 1.4 + STEP * start
        canvas.outline(Box(start, y - 0.3, 1, k, high=0.6), KERNEL, tint=0.3)
        canvas.write("→", n + 0.7, y, size=14)
        canvas.outline(canvas.grid(np.array([[float(start)]]), n + 1.5, y), OUTPUT, tint=0.2)
    canvas.write(f"k = {k} cells", -0.5, 1.4, align=("right", "center"))
    canvas.write(f"{n} − {k} + 1 = {fits} places", n / 2, 1.4 + STEP * fits, bold=True)
    return canvas.picture(
        f"A row of {n} input cells. A kernel of {k} cells fits at {fits} places, starting at cell "
        f"0 to cell {fits - 1}; each gives one output element: {n} minus {k} plus 1 is {fits}."
    )
