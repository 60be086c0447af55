"""The staff package of the course: one module of hidden cases for each assignment."""
