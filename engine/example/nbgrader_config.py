"""The course as nbgrader sees it: nbproctor, and what is the course's own."""

import nbproctor

c = get_config()  # noqa: F821 - nbgrader gives it to this file

nbproctor.configure(c)
c.CourseDirectory.course_id = "series"

# Students' kernels have NumPy imported already, and see the public package only.
c.WarmKernels.preload = ["numpy"]
c.Sandbox.packages = ["series"]
c.Sandbox.hidden = ["series_hidden"]

# Hidden cases are drawn from a secret: set SERIES_SECRET before the first hand-in, and keep it.
c.HiddenCases.package = "series_hidden"
c.HiddenCases.secret_variable = "SERIES_SECRET"

# When these packages change, submissions are graded again. Workers import the chapter once.
c.Course.packages = ["series", "series_hidden"]
c.ClassRun.preload = ["series.averages"]
