"""A penalty for late submissions: points for each day begun, after some minutes of grace.

nbgrader's own plugin takes off no points or all points. `c.AssignLatePenalties.plugin_class`
chooses this one. The due date of an assignment is set in formgrader or the gradebook. Without a due
date there is no penalty. nbgrader never takes off more points than were earned. Days are those of
`c.Course.timezone`, see `nbproctor.gradebook.lateness`.
"""

import math

from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

DAY_S = 24 * 60 * 60


class PointsPerDay(LateSubmissionPlugin):  # type: ignore[misc]
    """Takes off points for each day begun; `c.PointsPerDay` in nbgrader_config.py."""

    points_per_day = Float(0.0, min=0.0, help="Points for each day begun.").tag(config=True)
    grace_minutes = Float(0.0, min=0.0, help="Minutes late that cost nothing.").tag(config=True)
    most_points = Float(math.inf, min=0.0, help="Most points that a late notebook can lose.").tag(
        config=True
    )

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """Return the points to take off.

        Args:
            total_seconds_late: 86,400 for each whole day on the clock of the course.

        >>> PointsPerDay(points_per_day=2).late_submission_penalty("ada", 18.0, DAY_S + 1)
        4.0
        """
        if total_seconds_late <= self.grace_minutes * 60:
            return 0.0
        days = math.ceil(total_seconds_late / DAY_S)
        return float(min(days * self.points_per_day, self.most_points))
