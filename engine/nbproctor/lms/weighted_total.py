"""Compute a student's weighted total over all assignments, for the export plugins in export.py."""

from collections.abc import Mapping, Sequence

from nbproctor.lms.standing import NOT_HANDED_IN, Standing

TOTAL = "weighted_total"
MAXIMUM = 100.0


def compute_total(standings: Sequence[Standing], weights: Mapping[str, float]) -> float | None:
    """Compute the weighted mean of the shares of points, in percent.

    An assignment that was not handed in counts 0. An assignment without a weight counts once.

    Returns:
        None if the score of an assignment is not decided yet, or nothing counts.

    >>> done = Standing("ada", "sums", 8.0, score=6.0, undecided="")
    >>> compute_total([done, Standing("ada", "loops", 4.0)], {"sums": 3})
    56.25
    """
    counted = [
        (each, weight)
        for each in standings
        if each.maximum and (weight := weights.get(each.chapter, 1.0))
    ]
    if not counted or any(each.undecided not in ("", NOT_HANDED_IN) for each, _ in counted):
        return None
    shares = [weight * (each.score or 0.0) / each.maximum for each, weight in counted]
    return MAXIMUM * sum(shares) / sum(weight for _, weight in counted)


def describe_weights(chapters: Sequence[str], weights: Mapping[str, float]) -> str:
    """Describe how the total was computed."""
    counted = [f"{each} ({weights.get(each, 1):g})" for each in chapters if weights.get(each, 1)]
    return (
        f"{TOTAL}: percent, with the weights {', '.join(counted)}. What was not handed in counts "
        "0; an assignment that nobody has handed in is left out."
    )
