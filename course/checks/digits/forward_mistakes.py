"""Known mistakes of `forward`: wrong steps, also two of them, and steps in another order."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from course.checks.digits.forward_step_mistakes import STEPS, Step, pads, pool, same
from course.checks.mistake_models import Model, Table, combined, named_in


@dataclass(frozen=True)
class Network:
    """The arguments of `forward`."""

    image: Any
    K1: Any
    b1: Any
    K2: Any
    b2: Any
    W: Any
    b: Any


RIGHT = [step[0].change for step in STEPS]


def _network(
    filtered: Step = RIGHT[0],
    detected: Step = RIGHT[1],
    pooled: Step = RIGHT[2],
    condensed: Step = RIGHT[3],
    weighed: Step = RIGHT[4],
    given: Callable[[Network], Network] = same,
) -> Model:
    """Build a model from its steps, and a change of the arguments that they are given."""

    def model(*arguments: Any) -> Any:
        net = given(Network(*arguments))
        maps = net.image.astype(np.float64)
        maps = pooled(detected(filtered(maps, net.K1, 1), net.b1, 1))
        maps = detected(filtered(maps, net.K2, 2), net.b2, 2)
        return weighed(condensed(maps), net.W, net.b)

    return model


def _with(change: Callable[[Network], dict[str, Any]], pooled: Step = pool) -> Model:
    """Build a model of a network with other arguments; a kernel K of 1 changes nothing."""

    def given(net: Network) -> Network:
        arguments = change(net)
        for K, b in (("K1", "b1"), ("K2", "b2")):
            if isinstance(arguments.get(K), int):
                channels = net.image.shape[0] if K == "K1" else len(net.K1)
                arguments |= {K: np.eye(channels)[:, :, None, None], b: np.zeros(channels)}
        return replace(net, **arguments)

    return _network(pooled=pooled, given=given)


def _padded_by(number: int, *arguments: Any) -> Any:
    """Model a network whose convolutions both pad by the sizes of one kernel, K1 or K2."""
    net = Network(*arguments)
    k_h, k_w = (net.K1, net.K2)[number - 1].shape[2:]
    return _network(filtered=pads(lambda h, w: (k_h // 2, k_w // 2)))(*arguments)


ORDER: Table = {
    **{
        f"padding of {kernel} in both convolutions": (
            f"Both your convolutions pad by the sizes of {kernel}. Each pads by its own kernel's.",
            partial(_padded_by, number),
        )
        for number, kernel in enumerate(("K1", "K2"), 1)
    },
    "first biases in both convolutions": (
        "Your second convolution takes the biases of the first, b1. It has its own, b2.",
        _with(lambda net: {"b2": net.b1}),
    ),
    "second biases in both convolutions": (
        "Your first convolution takes the biases of the second, b2. It has its own, b1.",
        _with(lambda net: {"b1": net.b2}),
    ),
    "second kernels not used": (
        "You have a feature for each kernel in K1, because K2 is not used: the second convolution "
        "is missing, or takes the kernels of the first.",
        _with(lambda net: {"K2": 1}),
        _with(lambda net: {"K2": net.K1, "b2": net.b1}),
        _with(lambda net: {"K2": net.K1}),
    ),
    "first convolution missing": (
        "The first convolution is missing: K1 and b1 are not used.",
        _with(lambda net: {"K1": 1}),
    ),
    "second convolution of the image": (
        "Your second convolution slides over the image. It is given the pooled maps of the first.",
        _with(lambda net: {"K1": 1}, pooled=same),
    ),
    "second convolution before pooling": (
        "Your second convolution slides over the maps of the first before they are pooled.",
        _network(pooled=same, condensed=lambda maps: pool(maps).max(axis=(1, 2))),
    ),
    "pooled before the first convolution": (
        "You pool the image before the first convolution. The maps are pooled after it.",
        _with(lambda net: {"image": pool(net.image)}),
        _with(lambda net: {"image": pool(net.image)}, pooled=same),
    ),
    "image divided": (
        "You divide the image by its largest number, or by 255. The network takes it as it is.",
        _with(lambda net: {"image": net.image / 255}),
        _with(lambda net: {"image": net.image / net.image.max()}),
        _with(lambda net: {"image": net.image / 16}),
    ),
}

# Pairs last: there are many.
MISCONCEPTIONS = tuple(
    sorted((*combined(_network, *STEPS), *named_in(ORDER)), key=lambda each: len(each.parts))
)
