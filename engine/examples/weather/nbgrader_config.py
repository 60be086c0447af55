"""Configure nbgrader for this course."""

import nbproctor

c = get_config()  # noqa: F821 - nbgrader defines get_config in this file

nbproctor.configure(c)
c.CourseDirectory.course_id = "weather"
c.WarmKernels.preload = ["numpy", "pandas", "matplotlib.pyplot"]
