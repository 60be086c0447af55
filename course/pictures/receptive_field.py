"""The receptive field of one output element: its window in every layer below."""

from collections.abc import Sequence

from course.pictures.canvas import Canvas
from course.pictures.layout import INK, INPUT, KERNEL, OUTPUT, THIRD, Box
from course.pictures.picture import Picture, skip_while_grading

GAP = 2.2
CELL = 0.8
AROUND = 1  # cells drawn on each side of the receptive field


@skip_while_grading
def receptive_field(kernel_sizes: Sequence[tuple[int, int]]) -> Picture:
    """Draw stacked layers with stride 1, and the cells of each that one output element sees.

    Args:
        kernel_sizes: (k_h, k_w) of each layer, starting at the input.
    """
    from course.operations import receptive_field as measured

    layers = len(kernel_sizes)
    seen = [measured(kernel_sizes[depth:]) for depth in range(layers + 1)]  # input first
    canvas = Canvas()
    before: Box | None = None
    for depth, (rows, columns) in enumerate(seen):
        left = before.right + GAP if before else 0.0
        box = _draw_layer(canvas, rows, columns, left, _title(depth, layers, kernel_sizes))
        window = box.part(AROUND, AROUND, rows, columns)
        canvas.outline(window, _colour(depth, layers), tint=0.35)
        canvas.write(f"{rows} × {columns}", (box.left + box.right) / 2, box.bottom + 0.6)
        if before:
            _draw_sight_lines(canvas, before, seen[depth - 1], box, kernel_sizes[depth - 1])
        before = box
    return canvas.to_picture(_write_alt(seen, kernel_sizes))


def _draw_layer(canvas: Canvas, rows: int, columns: int, left: float, title: str) -> Box:
    high, wide = rows + 2 * AROUND, columns + 2 * AROUND
    box = Box(left, -high * CELL / 2, high, wide, CELL)
    canvas.draw_grid(box, title)
    return box


def _title(depth: int, layers: int, kernel_sizes: Sequence[tuple[int, int]]) -> str:
    name = "input" if depth == 0 else "output" if depth == layers else f"layer {depth}"
    if depth == 0:
        return name
    k_h, k_w = kernel_sizes[depth - 1]
    return f"{name}\n(kernel {k_h} × {k_w})"


def _colour(depth: int, layers: int) -> str:
    if depth == 0:
        return INPUT
    return OUTPUT if depth == layers else (KERNEL, THIRD)[depth % 2]


def _draw_sight_lines(
    canvas: Canvas, before: Box, seen: tuple[int, int], box: Box, kernel: tuple[int, int]
) -> None:
    """Draw lines from a layer's first marked cell to its window in the layer before."""
    window = before.part(AROUND, AROUND, *kernel)
    cell = box.part(AROUND, AROUND)
    canvas.outline(window, INK, width=1.4)
    for y_window, y_cell in ((window.top, cell.top), (window.bottom, cell.bottom)):
        canvas.draw_line(
            (window.right, y_window), (cell.left, y_cell), INK, linestyle="--", zorder=5
        )


def _write_alt(seen: Sequence[tuple[int, int]], kernel_sizes: Sequence[tuple[int, int]]) -> str:
    parts = []
    for depth in range(len(seen) - 2, -1, -1):
        where = "the input" if depth == 0 else f"layer {depth}"
        k_h, k_w = kernel_sizes[depth]
        rows, columns = seen[depth]
        parts.append(f"through a {k_h} by {k_w} kernel {rows} by {columns} cells of {where}")
    return f"One output element sees {', '.join(parts) or 'only itself'}."
