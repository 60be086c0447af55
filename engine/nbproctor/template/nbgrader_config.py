"""Configure nbgrader for this course: enable nbproctor and set the course's own options."""

import nbproctor

c = get_config()  # noqa: F821 - nbgrader defines get_config in this file

nbproctor.configure(c)
c.CourseDirectory.course_id = "example-course"

# Grade cells run apart from the student's process, so that hidden cases stay hidden.
c.ExecuteCells.apart = True

# Students' kernels start with NumPy imported, and can import only the public package.
c.WarmKernels.preload = ["numpy"]
c.Sandbox.packages = ["example_course"]
c.Sandbox.hidden = ["example_course_hidden"]

# A secret seeds the hidden cases: set this variable before the first submission, and keep it.
c.HiddenCases.package = "example_course_hidden"
c.HiddenCases.secret_variable = "EXAMPLE_COURSE_SECRET"

# When these packages change, submissions are graded again.
c.Course.packages = ["example_course", "example_course_hidden"]
# The process from which workers are forked imports these modules once.
c.ClassRun.preload = ["example_course.averages"]
