"""The exercise `same_padding`: the number of zeros that SAME adds before and after.

An answer computes a total and shares it out. Each of the two parts may be wrong in its own way.
"""

import functools
from collections.abc import Callable
from typing import Any

from course import operations
from course.checks import mistake_models as models
from course.checks.exercise import Exercise, Property, case
from course.checks.mistake_models import (
    Model,
    Table,
    by_case,
    combined,
    named,
    named_in,
    parts_of,
    ways,
)
from course.checks.rules import CONVOLUTION


def _count_lacking(n: int, k: int, s: int) -> int:
    """Count the cells that the last window lacks; negative if it ends inside the input."""
    return sum(models.same_padding(n, k + n, s)) - n


def _share_out(
    total: Callable[[int, int, int], int],
    bound: Callable[[int], int],
    share: Callable[[int], Any],
) -> Model:
    return lambda n, k, s: share(bound(total(n, k, s)))


def _with_outputs(count: Callable[[int, int], int]) -> Model:
    """Build a model of the total for another number of outputs, from the size and the stride."""

    def total(n: int, k: int, s: int) -> int:
        covered = count(n, s) * s
        return _count_lacking(covered, k, s) + covered - n

    return total


def _put_half_kernel_before(less: int, is_limited: bool, n: int, k: int, s: int) -> tuple[int, int]:
    before = (k - less) // 2
    after = max(_count_lacking(n, k, s), 0) - before
    return before, max(after, 0) if is_limited else after


# What the windows lack in all; below 0 if they end inside the input.
TOTALS: Table = {
    "stride ignored": (
        "Your total is that of stride 1. A larger stride has fewer windows and needs less.",
        lambda n, k, s: sum(models.same_padding(n, k, 1)),
    ),
    "outputs rounded down": (
        "You count an output too few where the stride does not divide the size. SAME rounds up.",
        _with_outputs(lambda n, s: n // s),
    ),
    "one output too many": (
        "You count an output too many where the stride divides the size, or pad for it.",
        _with_outputs(lambda n, s: n // s + 1),
    ),
    "stride taken to divide the size": (
        "Your total does not depend on the size. What if the stride does not divide it?",
        lambda n, k, s: sum(models.same_padding(k * s, k, s)),
        lambda n, k, s: k - s,
    ),
    "size kept at every stride": (
        "You pad until the output is as large as the input. With a stride SAME gives about n / s.",
        _with_outputs(lambda n, s: n),
    ),
    "stride divided off": (
        "You divide padding by the stride. Ask where the last window ends instead.",
        lambda n, k, s: (k - 1) // s,
        lambda n, k, s: _count_lacking(n, k, s) // s,
    ),
    "outputs rounded to the nearest": (
        "You round the number of outputs to the nearest. SAME rounds up.",
        _with_outputs(lambda n, s: round(n / s)),
    ),
    "a step for each output": (
        "You go a step too far: your total is s cells too large. With m outputs the last window "
        "starts m - 1 steps after the first. A search that stops an output too late does the same.",
        lambda n, k, s: _count_lacking(n, k, s) + s,
    ),
    "the two cases exchanged": (
        "Your two cases are exchanged: what you compute where the stride does not divide the size "
        "belongs where it does, and the other way round.",
        lambda n, k, s: k - s if n % s else k,
    ),
    "size not subtracted": (
        "Your total is where the last window ends. What is added is the part beyond the input: the "
        "size is subtracted from it.",
        lambda n, k, s: _count_lacking(n, k, s) + n,
    ),
    "whole kernel shared": (
        "Your total is the size of the kernel. With stride 1 the last window lacks a cell less.",
        lambda n, k, s: k,
    ),
    "one cell too many in all": (
        "Your total is one cell too large. Where does the last window end?",
        lambda *sizes: _count_lacking(*sizes) + 1,
        lambda *sizes: max(_count_lacking(*sizes), 0) + 1,
    ),
    "one cell too few in all": (
        "Your total is one cell too small. Where does the last window end?",
        lambda *sizes: _count_lacking(*sizes) - 1,
        lambda *sizes: max(_count_lacking(*sizes), 0) - 1,
    ),
}

BOUNDS: Table = {
    "negative padding": (
        "Your total is negative where the last window ends inside the input. Nothing is added "
        "there.",
        lambda total: total,
    ),
    "total without its sign": (
        "Your total has lost its sign: where the last window ends inside the input it is below 0, "
        "and nothing is added.",
        abs,
    ),
    "limited to 0 from the wrong side": (
        "Your total is never above 0: `min` keeps the smaller of two numbers. It should never be "
        "below 0.",
        lambda total: min(total, 0),
    ),
    "at least one cell in all": (
        "Your total is never 0, but a kernel of one cell needs no padding, and neither does a last "
        "window that ends inside the input. Does a search for the total start at 1?",
        lambda total: max(total, 1),
    ),
}

HALVES: Table = {
    "odd cell before": (
        "You put the odd cell before the input. TensorFlow puts it after.",
        lambda total: (total - total // 2, total // 2),
    ),
    "both sides rounded down": (
        "Both sides get the smaller half, so a cell is missing where the total is odd.",
        lambda total: (total // 2, total // 2),
    ),
    "both sides rounded up": (
        "Both sides get the larger half, so there is a cell too many where the total is odd.",
        lambda total: (total - total // 2, total - total // 2),
    ),
    "half rounded by round": (
        "`round` takes a half to the nearest even number: round(0.5) is 0, but round(1.5) is 2. "
        "What should be rounded down, `//` rounds down.",
        lambda total: (round(total / 2), total - round(total / 2)),
        lambda total: (total - round(total / 2), round(total / 2)),
        lambda total: (round(total / 2), round(total / 2)),
    ),
    "halves not rounded": (
        "Your halves are not whole. Where the total is odd, one side gets a cell more.",
        lambda total: (total / 2, total / 2),
    ),
    "total on both sides": (
        "Both sides get the total. It is to be shared.",
        lambda total: (total, total),
    ),
    "total in place of a pair": (
        "You return the total. What is asked for is a pair, (before, after).",
        lambda total: total,
    ),
}

UNEVEN: Table = {
    "half and total": (
        "One side gets half of the total and the other all of it. Each gets one half.",
        lambda total: (total // 2, total),
        lambda total: (total, total // 2),
    ),
    "rest of the division after": (
        "After the input you have the rest of the division by 2, 0 or 1. What comes after is the "
        "total without the half that comes before.",
        lambda total: (total // 2, total % 2),
    ),
    "one cell more after": (
        "Your second side always gets a cell more than the first. It does so only where the total "
        "is odd.",
        lambda total: (total // 2, total // 2 + 1),
    ),
}
WITHOUT_TOTAL: Table = {
    "half of k on both sides": (
        "Both sides get half a kernel, k // 2, whatever the stride. That is one cell too many for "
        "even kernels.",
        lambda n, k, s: (k // 2, k // 2),
    ),
    "half of k - 1 on both sides": (
        "Both sides get half of k - 1, whatever the stride. For even kernels a cell is missing.",
        lambda n, k, s: ((k - 1) // 2, (k - 1) // 2),
    ),
    "half of k and the rest": (
        "You share k - 1, whatever the stride, with the odd cell before. TensorFlow puts it after.",
        lambda n, k, s: models.same_padding(n, k, 1)[::-1],
    ),
    "k - 1 on both sides": (
        "Both sides get k - 1. The total is to be shared.",
        lambda n, k, s: (k - 1, k - 1),
    ),
    "whole kernel on both sides": (
        "Both sides get as many cells as the kernel has. Look for missing brackets.",
        lambda n, k, s: (k, k),
    ),
    "one cell on each side": (
        "You pad one cell on each side. That is right for one kernel only.",
        lambda n, k, s: (1, 1),
    ),
    "no padding": (
        "You pad nothing: that is VALID. Is a total of yours below 0 everywhere? `-n // s` is, as "
        "long as no second minus stands before the brackets.",
        lambda n, k, s: (0, 0),
    ),
    "negative padding on one side": (
        "One of your sides gets a negative number where the last window ends inside the input. "
        "Limit the total to 0, before you share it.",
        *(
            _share_out(_count_lacking, lambda total: total, share)
            for share in (
                lambda total: (max(total // 2, 0), total - max(total // 2, 0)),
                lambda total: (max(total // 2, 0), total - total // 2),
                lambda total: (total // 2, max(total - total // 2, 0)),
            )
        ),
    ),
    "half of the kernel before": (
        "Before the input you have half of the kernel, whatever the stride. It is half of the "
        "total that belongs there.",
        *(
            functools.partial(_put_half_kernel_before, less, is_limited)
            for less in (0, 1)
            for is_limited in (True, False)
        ),
    ),
}

MISCONCEPTIONS = (
    *named_in(WITHOUT_TOTAL),
    *combined(
        _share_out,
        ways(_count_lacking, TOTALS),
        ways(lambda total: max(total, 0), BOUNDS),
        parts_of(
            lambda total: (total // 2, total - total // 2),
            (
                *named_in(HALVES),
                *named(
                    "all on one side",
                    "All cells are after the input. The total is to be shared.",
                    lambda total: (0, total),
                ),
                *named(
                    "all on one side",
                    "All cells are before the input. The total is to be shared.",
                    lambda total: (total, 0),
                ),
                *named_in(UNEVEN),
            ),
        ),
    ),
    *by_case(
        models.same_padding,
        {
            "the stride is 1": lambda n, k, s: s == 1,
            "the stride is not 1": lambda n, k, s: s > 1,
            "the stride divides the size": lambda n, k, s: n % s == 0,
            "the stride does not divide the size": lambda n, k, s: n % s > 0,
            "the kernel is odd": lambda n, k, s: k % 2 == 1,
            "the kernel is even": lambda n, k, s: k % 2 == 0,
            "the kernel is no larger than the stride": lambda n, k, s: k <= s,
        },
        {
            "(0, 0)": lambda n, k, s: (0, 0),
            "that for a stride of 1": lambda n, k, s: models.same_padding(n, k, 1),
            "k // 2 on both sides": lambda n, k, s: (k // 2, k // 2),
            "(k - 1) // 2 on both sides": lambda n, k, s: ((k - 1) // 2,) * 2,
            "k // 2 - 1 on both sides": lambda n, k, s: (k // 2 - 1,) * 2,
            "k // 2 before and one less after": lambda n, k, s: (k // 2, k // 2 - 1),
            "in the other order": lambda n, k, s: models.same_padding(n, k, s)[::-1],
            "k - s shared": lambda n, k, s: (max(k - s, 0) // 2, (max(k - s, 0) + 1) // 2),
            "k shared": lambda n, k, s: (k // 2, k - k // 2),
        },
        "It follows in all cases from where the last window ends.",
        right=(
            ("the stride is 1", "that for a stride of 1"),
            ("the stride is 1", "k - s shared"),
            ("the stride divides the size", "k - s shared"),
        ),
    ),
)

BEFORE_AND_AFTER = ("your first result (before)", "your second result (after)")

same_padding = Exercise(
    name="same_padding",
    reference=operations.same_padding,
    misconceptions=MISCONCEPTIONS,
    by_hand=(CONVOLUTION.allowing("course.operations.pad"),),
    hints=(
        "Take n = 8, k = 3, s = 2. How many outputs does SAME promise, and at which cell does "
        "the last window end?",
        "The number of outputs is n / s, rounded up. From it follows how many cells all windows "
        "together cover. What they cover beyond n is padding. If they end inside the input, "
        "none is needed.",
        "The last window starts (outputs - 1) steps after the first and is k cells long. "
        "Subtract n from where it ends, but go no lower than 0. Half of that, rounded down, "
        "comes before, and the rest after. In whole numbers, -(-a // b) rounds a / b up.",
    ),
    properties=(
        Property(
            "odd kernels, one step at a time",
            points=1,
            cases=(
                case(n=8, k=3, s=1),
                case(n=8, k=5, s=1),
                case(n=9, k=7, s=1),
                case(n=6, k=1, s=1),
            ),
            results=BEFORE_AND_AFTER,
            hint="The total padding makes the output as large as the input.",
            stays="It is what an answer for odd kernels alone still earns.",
        ),
        Property(
            "even kernels, one step at a time",
            points=1,
            cases=(case(n=8, k=2, s=1), case(n=7, k=4, s=1)),
            results=BEFORE_AND_AFTER,
            hint="The total is odd. TensorFlow puts the cell that has no partner after the input.",
            stays="It is what an answer without strides still earns.",
        ),
        Property(
            "larger steps, even ones that skip cells",
            points=1,
            cases=(
                case(n=8, k=3, s=2),
                case(n=7, k=3, s=2),
                case(n=10, k=5, s=3),
                case(n=9, k=2, s=3),
                case(n=7, k=2, s=3),
                case(n=6, k=1, s=3),
                case(n=23, k=9, s=4),
                case(n=24, k=11, s=5),
            ),
            results=BEFORE_AND_AFTER,
            hint="The padding reaches to the end of the last window; it is 0 if that is inside.",
        ),
    ),
)
