"""The steps that a tape records up to the loss, and how far back the gradient flows."""

from __future__ import annotations

from collections.abc import Sequence

from course.pictures.layout import INPUT
from course.pictures.picture import Picture, skip_while_grading
from course.pictures.tables import Cell, beside, panel, tint, write_table


@skip_while_grading
def tape(stages: Sequence[str], cut: int | None = None) -> Picture:
    """Draw the steps from the kernel to the loss, and the gradient's way back.

    Args:
        stages: names, from the kernel to the loss.
        cut: index of the stage after which the record has a gap, counted from 0.
    """
    forward, back = [], []
    for place, stage in enumerate(stages):
        if place:
            arrow = "←" if cut is None or place > cut + 1 else "✗" if place > cut else ""
            forward.append(Cell("→", plain=True))
            back.append(Cell(arrow, plain=True, bold=True))
        forward.append(Cell(stage, fill=tint(INPUT) if place == 0 else None, bold=True))
        back.append(Cell(plain=True))
    forward.append(Cell("computing the loss", plain=True))
    way = "its gradient" if cut is None else "its gradient stops at ✗"
    back.append(Cell(way, plain=True))
    return Picture(_write_alt(stages, cut), beside(panel("", write_table([forward, back]))))


def _write_alt(stages: Sequence[str], cut: int | None) -> str:
    names = [" ".join(stage.split()) for stage in stages]
    forward = f"Computing the loss goes {' to '.join(names)}."
    if cut is None:
        return f"{forward} The gradient goes all the way back, {' to '.join(names[::-1])}."
    return (
        f"{forward} The gradient goes back {' to '.join(names[:cut:-1])} and stops there: "
        f"nothing is recorded between {names[cut]} and {names[cut + 1]}."
    )
