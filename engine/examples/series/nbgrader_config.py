"""Configure nbgrader for this course: enable nbproctor and set the course's own options."""

import nbproctor

c = get_config()  # noqa: F821 - nbgrader defines get_config in this file

nbproctor.configure(c)
c.CourseDirectory.course_id = "series"

# Grade cells run apart from the student's process, so that hidden cases stay hidden.
c.ExecuteCells.apart = True

# Students' kernels start with NumPy imported, and can import only the public package.
c.WarmKernels.preload = ["numpy"]
c.Sandbox.packages = ["series"]
c.Sandbox.hidden = ["series_hidden"]

# A secret seeds the hidden cases: set SERIES_SECRET before the first submission, and keep it.
c.HiddenCases.package = "series_hidden"
c.HiddenCases.secret_variable = "SERIES_SECRET"

# When these packages change, submissions are graded again.
c.Course.packages = ["series", "series_hidden"]
# The process from which workers are forked imports these modules once.
c.ClassRun.preload = ["series.averages"]
