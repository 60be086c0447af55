"""Building blocks of models of known mistakes, for all chapters.

Most models are the course's operations on other inputs. Results are cached by input: half of all
calls repeat an earlier one, so building the answer keys takes half the time. Do not use these
operations under a gradient tape: a cached result records nothing.
"""

import functools
from collections.abc import Callable, Hashable
from typing import Any, ParamSpec, TypeVar

import numpy as np

from course import operations
from nbproctor.checks.exercise import Misconception

Model = Callable[..., Any]
Parameters = ParamSpec("Parameters")
Value = TypeVar("Value")


def named(name: str, sentence: str, *models: Model) -> tuple[Misconception, ...]:
    """Define a mistake that has several models but one name."""
    return tuple(Misconception(name, sentence, model) for model in models)


def _remembered(operation: Callable[Parameters, Value]) -> Callable[Parameters, Value]:
    known: dict[Hashable, Value] = {}

    @functools.wraps(operation)
    def once(*arguments: Parameters.args, **settings: Parameters.kwargs) -> Value:
        key = (*map(_content, arguments), *((n, _content(v)) for n, v in settings.items()))
        if key not in known:
            known[key] = operation(*arguments, **settings)
        return known[key]

    return once


def _content(value: object) -> Hashable:
    """Return a key that is equal for, and only for, inputs with the same content."""
    if isinstance(value, str | int):
        return value
    array = np.asarray(value)
    return array.dtype.str, array.shape, array.tobytes()


condensed_feature_map = _remembered(operations.condensed_feature_map)
convolve = _remembered(operations.convolve)
cross_correlate = _remembered(operations.cross_correlate)
cross_correlate_channels = _remembered(operations.cross_correlate_channels)
cross_correlate_same = _remembered(operations.cross_correlate_same)
cross_correlate_strided = _remembered(operations.cross_correlate_strided)
kernel_to_hwio = _remembered(operations.kernel_to_hwio)
multiply_adds = _remembered(operations.multiply_adds)
output_size = _remembered(operations.output_size)
pad = _remembered(operations.pad)
parameter_count = _remembered(operations.parameter_count)
pool = _remembered(operations.pool)
receptive_field = _remembered(operations.receptive_field)
same_padding = _remembered(operations.same_padding)
to_channels_last = _remembered(operations.to_channels_last)
