"""Known mistakes of chapter two about sizes on one axis: `output_size` and `same_padding`."""

from collections.abc import Callable
from typing import Any

from course.checks.exercise import Misconception
from course.checks.misconceptions.operations import output_size, same_padding

Model = Callable[..., Any]


def _unrounded(n: int, k: int, p: int, s: int) -> float:
    steps_of_one = output_size(n, k, p, 1) - 1
    return 1 + steps_of_one / s


def _places(cells: int, s: int) -> int:
    """Places of a window of one cell, as if the axis went on to the left where there is none."""
    added = abs(cells) + 1
    return output_size(cells + added * s, 1, 0, s) - added


OUTPUT_SIZE = (
    Misconception(
        "one too few",
        "You are always one short. The window also stops before its first step.",
        lambda n, k, p, s: output_size(n, k, p, s) - 1,
    ),
    Misconception(
        "one too many",
        "You are always one too high. Try a window as large as the input: it has one place.",
        lambda n, k, p, s: output_size(n, k, p, s) + 1,
    ),
    Misconception(
        "1 divided too",
        "The place at the start is divided by the stride. It is there whatever the stride is.",
        lambda n, k, p, s: output_size(n, k, p, 1) // s,
    ),
    Misconception(
        "1 divided too",
        "The place at the start is divided by the stride. It is there whatever the stride is.",
        lambda n, k, p, s: output_size(n, k, p, 1) / s,
    ),
    Misconception(
        "not divided by the stride",
        "Your numbers are those of stride 1. Is all of it divided? Look for missing brackets.",
        lambda n, k, p, s: output_size(n, k, p, 1),
    ),
    Misconception(
        "padding of one side",
        "You count p twice. Here it is the padding of both sides together.",
        lambda n, k, p, s: output_size(n, k, 2 * p, s),
    ),
    Misconception(
        "half the padding",
        "You count only half of p. All of it is added to the input.",
        lambda n, k, p, s: output_size(n, k, p // 2, s),
    ),
    Misconception(
        "padding forgotten",
        "Your numbers are those without padding. The window slides over n + p cells.",
        lambda n, k, p, s: output_size(n, k, 0, s),
    ),
    Misconception(
        "padding subtracted",
        "Padding makes your output smaller. The window slides over n + p cells.",
        lambda n, k, p, s: _places(n - k - p + 1, s),
    ),
    Misconception(
        "padding not divided",
        "Padding is added after the division: each of its cells buys a whole step. Add it before.",
        lambda n, k, p, s: output_size(n, k, p * s, s),
    ),
    Misconception(
        "kernel forgotten",
        "You count every cell as a place. The window must fit whole: what does that cost?",
        lambda n, k, p, s: output_size(n + k, k, p, s),
    ),
    Misconception(
        "kernel forgotten",
        "You count every cell as a place. The window must fit whole: what does that cost?",
        lambda n, k, p, s: output_size(n, 1, p, s),
    ),
    Misconception(
        "only the padding divided",
        "Only p is divided by the stride: missing brackets?",
        lambda n, k, p, s: output_size(n, k, 0, 1) + _places(p + 1, s) - 1,
    ),
    Misconception(
        "stride 2 fixed",
        "Your numbers are those of stride 2. The stride is s.",
        lambda n, k, p, s: output_size(n, k, p, 2),
    ),
    Misconception(
        "size of SAME",
        "Your numbers are n / s, rounded up, the size of SAME. Here p says how much is padded.",
        lambda n, k, p, s: output_size(n, 1, 0, s),
    ),
    Misconception(
        "kernel and stride swapped",
        "You divide by the kernel and subtract the stride. It is the other way round.",
        lambda n, k, p, s: _places(n + p - s + 1, k),
    ),
    Misconception(
        "not rounded",
        "Your number is not whole where cells are left over. A step that does not fit is not made.",
        _unrounded,
    ),
    Misconception(
        "rounded up",
        "You count a window that does not fit whole. It is not computed.",
        lambda n, k, p, s: output_size(n + s - 1, k, p, s),
    ),
    Misconception(
        "rounded to the nearest",
        "You round to the nearest: sometimes that counts a window that does not fit whole.",
        lambda n, k, p, s: round(_unrounded(n, k, p, s)),
    ),
    Misconception(
        "rounded twice",
        "Padding and input are divided each by itself. Together they may give one step more.",
        lambda n, k, p, s: output_size(n, k, 0, s) + _places(p + 1, s) - 1,
    ),
)


def _total(n: int, k: int, s: int) -> int:
    """What the last window lacks at its end, less than nothing where it ends inside the input."""
    return sum(same_padding(n, k + n, s)) - n


def _shared(total: int) -> tuple[int, int]:
    return total // 2, total - total // 2


def _of_pair(twist: Callable[[int, int], Any]) -> Model:
    """What becomes of the right pair."""
    return lambda n, k, s: twist(*same_padding(n, k, s))


def _rounded_down(n: int, k: int, s: int) -> tuple[int, int]:
    left_over = n % s
    return _shared(max(_total(n - left_over, k, s) - left_over, 0))


def _one_output_more(n: int, k: int, s: int) -> tuple[int, int]:
    to_go = s - n % s
    return _shared(max(_total(n + to_go, k, s) + to_go, 0))


def _size_kept(n: int, k: int, s: int) -> tuple[int, int]:
    return _shared(max(_total(n * s, k, s) + n * s - n, 0))


SAME_PADDING = (
    Misconception(
        "half of k on both sides",
        "Both sides get half a kernel, k // 2, whatever the stride. That is one cell too many for "
        "even kernels.",
        lambda n, k, s: (k // 2, k // 2),
    ),
    Misconception(
        "half of k - 1 on both sides",
        "Both sides get half of k - 1, whatever the stride. For even kernels a cell is missing.",
        lambda n, k, s: ((k - 1) // 2, (k - 1) // 2),
    ),
    Misconception(
        "stride ignored",
        "Your numbers are those of stride 1. A larger stride has fewer windows and needs less.",
        lambda n, k, s: same_padding(n, k, 1),
    ),
    Misconception(
        "odd cell before",
        "You put the odd cell before the input. TensorFlow puts it after.",
        _of_pair(lambda before, after: (after, before)),
    ),
    Misconception(
        "both sides rounded down",
        "Both sides get the smaller half, so a cell is missing where the total is odd.",
        _of_pair(lambda before, after: (before, before)),
    ),
    Misconception(
        "both sides rounded up",
        "Both sides get the larger half, so there is a cell too many where the total is odd.",
        _of_pair(lambda before, after: (after, after)),
    ),
    Misconception(
        "halves not rounded",
        "Your halves are not whole. Where the total is odd, one side gets a cell more.",
        _of_pair(lambda before, after: ((before + after) / 2, (before + after) / 2)),
    ),
    Misconception(
        "total on both sides",
        "Both sides get the total. It is to be shared.",
        _of_pair(lambda before, after: (before + after, before + after)),
    ),
    Misconception(
        "total in place of a pair",
        "You return the total. What is asked for is a pair, (before, after).",
        _of_pair(lambda before, after: before + after),
    ),
    Misconception(
        "all on one side",
        "One side gets all. The total is to be shared.",
        _of_pair(lambda before, after: (0, before + after)),
    ),
    Misconception(
        "all on one side",
        "One side gets all. The total is to be shared.",
        _of_pair(lambda before, after: (before + after, 0)),
    ),
    Misconception(
        "negative padding",
        "Some of your numbers are negative: there the last window ends inside the input.",
        lambda n, k, s: _shared(_total(n, k, s)),
    ),
    Misconception(
        "outputs rounded down",
        "You count an output too few where the stride does not divide the size. SAME rounds up.",
        _rounded_down,
    ),
    Misconception(
        "one output too many",
        "You count an output too many where the stride divides the size, or pad for it.",
        _one_output_more,
    ),
    Misconception(
        "stride taken to divide the size",
        "It is right where the stride divides the size. What if cells are left over?",
        lambda n, k, s: same_padding(k * s, k, s),
    ),
    Misconception(
        "size kept at every stride",
        "You pad until the output is as large as the input. With a stride SAME gives about n / s.",
        _size_kept,
    ),
    Misconception(
        "half of k and the rest",
        "You share k - 1, whatever the stride, with the odd cell before. TensorFlow puts it after.",
        lambda n, k, s: same_padding(n, k, 1)[::-1],
    ),
    Misconception(
        "k - 1 on both sides",
        "Both sides get k - 1. The total is to be shared.",
        lambda n, k, s: (k - 1, k - 1),
    ),
    Misconception(
        "whole kernel on both sides",
        "Both sides get as many cells as the kernel has. Look for missing brackets.",
        lambda n, k, s: (k, k),
    ),
    Misconception(
        "one cell on each side",
        "You pad one cell on each side. That is right for one kernel only.",
        lambda n, k, s: (1, 1),
    ),
    Misconception(
        "no padding",
        "You pad nothing: that is VALID.",
        lambda n, k, s: (0, 0),
    ),
)
