"""What known mistakes compute, a module a chapter.

A model takes the inputs of a case and returns what the mistake would, as far as possible by a
twist of the reference, so that reading it gives nobody an answer. When a student's outputs are a
model's, the check can say which mistake it is.
"""
