"""Replaces parts of nbgrader for the length of a block: nbgrader has no setting for these."""

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def replaced(owner: object, **attributes: Any) -> Iterator[None]:
    """Give a module or an object other attributes in the block.

    Raises:
        AttributeError: it has no attribute of such a name, so this is another nbgrader.

    >>> import math
    >>> with replaced(math, pi=3):
    ...     math.pi
    3
    >>> round(math.pi, 2)
    3.14
    """
    own = {name: vars(owner)[name] for name in attributes if name in vars(owner)}
    for name in attributes:
        getattr(owner, name)
    try:
        for name, value in attributes.items():
            setattr(owner, name, value)
        yield
    finally:
        for name in attributes:
            if name in own:
                setattr(owner, name, own[name])
            else:  # its class has it
                delattr(owner, name)
