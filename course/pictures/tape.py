"""The steps that a tape records up to the loss, and how far back the gradient flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, Box
from course.pictures.picture import Picture, skip_while_grading

WIDE, HIGH, GAP = 3.6, 1.2, 1.7
STOP = "#D55E00"  # vermilion, from the same palette


@skip_while_grading
def tape(stages: Sequence[str], cut: int | None = None) -> Picture:
    """Draw the steps from the kernel to the loss, and the gradient's way back.

    Args:
        stages: names, from the kernel to the loss.
        cut: index of the stage after which the record has a gap, counted from 0.
    """
    canvas = Canvas()
    for place, stage in enumerate(stages):
        box = Box(place * (WIDE + GAP), 0.0, 1, 1, WIDE, HIGH / WIDE)
        canvas.outline(box, INPUT if place == 0 else INK, width=1.6, tint=0.25 if place == 0 else 0)
        canvas.write(stage, *box.centre)
    for place in range(len(stages) - 1):
        right = place * (WIDE + GAP) + WIDE
        _draw_arrow(canvas, (right, HIGH / 2 - 0.3), (right + GAP, HIGH / 2 - 0.3), INK)
        reached = cut is None or place > cut
        if reached:
            _draw_arrow(canvas, (right + GAP, HIGH / 2 + 0.3), (right, HIGH / 2 + 0.3), KERNEL)
        elif place == cut:
            style: dict[str, Any] = {"size": 20, "colour": STOP, "bold": True}
            canvas.write("✗", right + GAP / 2, HIGH / 2 + 0.35, **style)
    end = (len(stages) - 1) * (WIDE + GAP) + WIDE
    canvas.write("→ computing the loss", 0.0, HIGH + 0.7, align=("left", "center"))
    back = "← its gradient" if cut is None else "← its gradient stops at ✗"
    canvas.write(back, end, HIGH + 0.7, colour=KERNEL, align=("right", "center"))
    return canvas.to_picture(_write_alt(stages, cut))


def _draw_arrow(
    canvas: Canvas, start: tuple[float, float], end: tuple[float, float], colour: str
) -> None:
    style: dict[str, Any] = {"arrowstyle": "-|>", "color": colour, "lw": 2, "mutation_scale": 14}
    canvas.axes.annotate("", xy=end, xytext=start, arrowprops={**style, "shrinkA": 3, "shrinkB": 3})


def _write_alt(stages: Sequence[str], cut: int | None) -> str:
    names = [" ".join(stage.split()) for stage in stages]
    forward = f"Computing the loss goes {' to '.join(names)}."
    if cut is None:
        return f"{forward} The gradient goes all the way back, {' to '.join(names[::-1])}."
    return (
        f"{forward} The gradient goes back {' to '.join(names[:cut:-1])} and stops there: "
        f"nothing is recorded between {names[cut]} and {names[cut + 1]}."
    )
