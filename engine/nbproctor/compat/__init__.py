"""Everything in the engine that depends on private or undocumented parts of other packages.

A module for each package:

    ipykernel.py        kernels on sockets handed to them; kernels in a sandbox
    jupyter_client.py   a kernel manager that never asks its kernel to shut down
    nbclient.py         executing cells while kernels are replaced
    nbgrader.py         the gradebook that nbgrader opens, its schema version, a cell's score
    debugpy.py          kernels without a debugger
    jsonschema.py       a grammar that takes seconds to build

The rest of the engine uses public interfaces only; `tests/test_walls.py` checks that. Each
entry names the version that it was written for, says why it exists, and has a test in
`tests/kernels/test_compat.py` that runs against the installed package and fails when the package
changes. `engine/pyproject.toml` has upper bounds for these packages.
"""
