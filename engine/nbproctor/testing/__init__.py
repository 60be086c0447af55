"""What tests of nbproctor share with tests of a course that uses it: small courses and notebooks,
kernels to run a line in, a gradebook as plain data, Dask processes, a Jupyter server.

Nothing here imports pytest, and nothing outside of tests imports this.
"""
