"""Helpers for tests of nbproctor and of courses that use it.

They make small courses and notebooks, run code in kernels, dump a gradebook, and start Dask
processes and a Jupyter server. They do not import pytest, and only tests import them.
"""
