"""The public package of the course: one module of exercises for each assignment."""
