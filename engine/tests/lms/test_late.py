"""Points for each day late, as numbers and as nbgrader's own command applies them."""

import pytest

from nbproctor.lms.late import DAY_S, PointsPerDay


@pytest.mark.parametrize(
    ("seconds", "points"),
    [(0, 0), (600, 0), (601, 1.5), (DAY_S, 1.5), (DAY_S + 1, 3), (9 * DAY_S, 4)],
    ids=["in time", "grace", "a day begun", "a day", "two begun", "the most"],
)
def test_each_day_begun_costs_points_after_the_grace_and_up_to_the_most(seconds, points):
    plugin = PointsPerDay(points_per_day=1.5, grace_minutes=10, most_points=4)
    assert plugin.late_submission_penalty("ada", 18.0, seconds) == points


def test_by_default_lateness_costs_nothing():
    assert PointsPerDay().late_submission_penalty("ada", 18.0, 9 * DAY_S) == 0.0
