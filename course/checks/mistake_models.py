"""What models of known mistakes are made of, in every chapter.

Most models are the course's operations on other inputs. What was computed for an input once is not
computed again: half of what models ask for, others have asked for. Not for models that record what
they compute, to differentiate it: nothing is computed that could be recorded.
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
    """A mistake that comes in several forms, all of one name."""
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
    """What is the same for inputs of the same content, and for no others."""
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
