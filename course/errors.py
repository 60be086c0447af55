"""The error that a user is meant to read: what, where, and what to do next."""


class CourseError(Exception):
    """Something in the course folder is not as it should be; shown as one line, without a stack."""
