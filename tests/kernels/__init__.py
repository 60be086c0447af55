"""Warm kernels and the sandbox around them, as they are: real processes, real limits."""
