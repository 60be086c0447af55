"""The steps of `forward` in NumPy: for each a table of the wrong ways to do it.

`forward_mistakes` puts them together, in their order and in others.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from course.checks.mistake_models import Part, Table, family, keep_only, remembered, ways

Step = Callable[..., Any]


def _slide(maps: Any, K: Any) -> Any:
    """Slide kernels over maps without padding.

    Raises:
        ValueError: the maps have another number of channels than the kernels take, or are smaller
            than they are, as the course's operation says it.
    """
    if len(maps) != K.shape[1]:
        raise ValueError(f"{len(maps)} channels, but the kernels take {K.shape[1]}")
    if any(k > n for k, n in zip(K.shape[2:], maps.shape[1:], strict=True)):
        shapes = f"kernels of shape {K.shape} do not fit into an input of shape {maps.shape}"
        raise ValueError(shapes)
    windows = np.lib.stride_tricks.sliding_window_view(maps, K.shape[2:], axis=(1, 2))
    return np.einsum("cijab,ocab->oij", windows, K)


def pads(rule: Callable[[int, int], Any], only: int | None = None, mode: Any = "constant") -> Step:
    """Return a convolution with another padding.

    Args:
        rule: the padding of both sides, or of each, of rows and columns, from a kernel's size.
        only: the layer in which it is another one; the other layer is right.
        mode: what is in the border, see `np.pad`.
    """

    def filtered(maps: Any, K: Any, layer: int) -> Any:
        k_h, k_w = K.shape[2:]
        rows, columns = rule(k_h, k_w) if only in (None, layer) else (k_h // 2, k_w // 2)
        sides = [np.broadcast_to(side, 2) for side in (0, rows, columns)]
        return _slide(np.pad(maps, sides, mode=mode), K)

    return filtered


_filtered = pads(lambda h, w: (h // 2, w // 2))


def _kernels(change: Callable[[Any], Any]) -> Step:
    """Return a convolution with other kernels."""
    return lambda maps, K, layer: _filtered(maps, change(K), layer)


# Orders of a kernel's axes for which libraries ask.
_LAYOUTS = ((2, 3, 1, 0), (1, 0, 2, 3), (0, 2, 3, 1), (0, 1, 3, 2), (1, 2, 3, 0))


def _reshaped(order: Sequence[int], K: Any) -> Any:
    """Return kernels that are reshaped where their axes should be put into an order.

    >>> _reshaped((1, 0, 2, 3), np.arange(6).reshape(2, 3, 1, 1))[:, :, 0, 0].tolist()
    [[0, 2, 4], [1, 3, 5]]
    """
    return K.reshape([K.shape[axis] for axis in order]).transpose(np.argsort(order))


def _in_one(name: str, sentence: str, build: Callable[[int], Step]) -> Table:
    """Return a mistake in the first convolution, and in the second; `build` takes the number."""
    return {
        name.format(which=which): (sentence.format(which=which, number=number), build(number))
        for number, which in enumerate(("first", "second"), 1)
    }


FILTERS: Table = {
    "kernels flipped": (
        "Your kernels are flipped: that is a convolution. A network slides them as they are.",
        _kernels(lambda K: K[:, :, ::-1, ::-1]),
    ),
    "kernels transposed": (
        "Your kernels lie on their sides: their rows were taken for columns.",
        _kernels(lambda K: K.transpose(0, 1, 3, 2)),
    ),
    "no padding": (
        "Your convolutions do not pad, so the maps get smaller. SAME padding keeps their size.",
        pads(lambda h, w: (0, 0)),
    ),
    "padding always 1": (
        "Your convolutions always pad by one cell. How many are needed depends on the kernel, on "
        "each axis.",
        pads(lambda h, w: (1, 1)),
    ),
    **family(
        "You pad both axes by the kernel's {}. Each axis has its own.",
        {
            "kernel's height for both paddings": ("height", pads(lambda h, w: (h // 2, h // 2))),
            "kernel's width for both paddings": ("width", pads(lambda h, w: (w // 2, w // 2))),
        },
    ),
}
RARE_FILTERS: Table = {
    "no zeros around the maps": (
        "Around a map your convolution finds other numbers than 0. SAME pads with zeros.",
        *(
            pads(lambda h, w: (h // 2, w // 2), mode=mode)
            for mode in ("edge", "reflect", "symmetric", "wrap")
        ),
    ),
    "means in a convolution": (
        "Your convolutions take means, over the input channels or over the kernel. The products "
        "add up.",
        _kernels(lambda K: K / K.shape[1]),
        _kernels(lambda K: K / K[0].size),
        _kernels(lambda K: K / K[0, 0].size),
    ),
    **_in_one(
        "no padding in the {which} convolution",
        "Your {which} convolution does not pad. SAME padding keeps the size of the maps in both.",
        lambda number: pads(lambda h, w: (0, 0), number),
    ),
    "padding on one side": (
        "You pad one side of each axis only. SAME pads both sides alike, by k // 2.",
        pads(lambda h, w: ((h // 2, 0), (w // 2, 0))),
        pads(lambda h, w: ((0, h // 2), (0, w // 2))),
        pads(lambda h, w: ((0, h - 1), (0, w - 1))),
        pads(lambda h, w: ((h - 1, 0), (w - 1, 0))),
    ),
    "another padding": (
        "You pad by k - 1 cells, or by k. SAME pads k_h // 2 rows and k_w // 2 columns on both "
        "sides.",
        pads(lambda h, w: (h - 1, w - 1)),
        pads(lambda h, w: (h, w)),
    ),
    "paddings of the axes swapped": (
        "You pad the rows by the kernel's width and the columns by its height. SAME pads k_h // 2 "
        "rows and k_w // 2 columns on both sides.",
        pads(lambda h, w: (w // 2, h // 2)),
    ),
    "kernels reshaped where axes should move": (
        "Your kernels have the right shape, but not by a transpose: a reshape cuts the row of "
        "numbers at other places. Move the axes instead.",
        *(_kernels(partial(_reshaped, order)) for order in _LAYOUTS),
    ),
    "channels in reverse order": (
        "The channels of your maps meet those of the kernels in reverse order.",
        _kernels(lambda K: K[:, ::-1]),
    ),
    "only one input channel": (
        "Only the first or the last channel of a map counts. A kernel has a window for each, and "
        "their results add up.",
        _kernels(lambda K: keep_only(K, np.s_[:, :1])),
        _kernels(lambda K: keep_only(K, np.s_[:, -1:])),
    ),
}


def _add(maps: Any, bias: Any, layer: int = 0) -> Any:
    return maps + bias[:, np.newaxis, np.newaxis]


def _detected(maps: Any, bias: Any, layer: int = 0) -> Any:
    return np.maximum(_add(maps, bias), 0)


def _by_layer(first: Step, second: Step, maps: Any, bias: Any, layer: int) -> Any:
    return (first if layer == 1 else second)(maps, bias)


def _only(change: Step, number: int) -> Step:
    """Return a step that is wrong in one of the two layers."""
    return partial(_by_layer, *((change, _detected) if number == 1 else (_detected, change)))


def _biases(change: Callable[[Any], Any]) -> Step:
    """Return a step with other biases."""
    return lambda maps, bias, layer: _detected(maps, change(bias))


def _activated(change: Callable[[Any], Any]) -> Step:
    """Return a step with another function than ReLU."""
    return lambda maps, bias, layer: change(_add(maps, bias))


def _leaky(part: float) -> Step:
    return _activated(lambda z: np.maximum(z, part * z))


def _unbiased(maps: Any, bias: Any, layer: int = 0) -> Any:
    return np.maximum(maps, 0)


def _late(maps: Any, bias: Any, layer: int = 0) -> Any:
    return _add(np.maximum(maps, 0), bias)


ACTIVATIONS: tuple[Callable[[Any], Any], ...] = (
    np.abs,
    np.tanh,
    lambda z: 1 / (1 + np.exp(-z)),
    lambda z: np.minimum(z, 0),
    lambda z: np.float64(z > 0),
    lambda z: np.clip(z, 0, 1),
    lambda z: np.clip(z, 0, 6),
    lambda z: np.clip(z, 0, 255),
    lambda z: np.maximum(z, 1),
)

DETECTIONS: Table = {
    "no ReLU": (
        "Negative numbers come through both convolutions. ReLU comes after each of them.",
        _add,
    ),
    **_in_one(
        "no ReLU after the {which} convolution",
        "Negative numbers come through your {which} convolution. ReLU comes after each of them.",
        partial(_only, _add),
    ),
    "biases of the convolutions left out": (
        "The biases of your convolutions are missing: b1 and b2, a number for each output channel.",
        _unbiased,
    ),
    **_in_one(
        "bias of the {which} convolution left out",
        "The bias b{number} of the {which} convolution is missing.",
        partial(_only, _unbiased),
    ),
    "bias added after ReLU": (
        "You add the biases of the convolutions after ReLU. They belong before it: a bias moves "
        "the threshold above which a response counts.",
        _late,
    ),
    "biases subtracted": (
        "You subtract the biases of the convolutions. They are added.",
        _biases(np.negative),
    ),
    **family(
        "All channels get the {}. Each has its own.",
        {
            "one bias for all channels": ("first bias", _biases(lambda b: np.full_like(b, b[0]))),
            "biases added up": ("sum of the biases", _biases(lambda b: np.full_like(b, b.sum()))),
        },
    ),
}
SLIPS: dict[str, Step] = {
    "ReLU is missing": _add,
    "the biases are missing": _unbiased,
    "the biases come after ReLU": _late,
    "biases and ReLU are missing": lambda maps, bias, layer=0: maps,
}


RARE_DETECTIONS: Table = {
    **family(
        "Your biases {} of the maps, or do not fit: a bias belongs to a channel. b1[:, np.newaxis, "
        "np.newaxis] has the axes of channel, row and column.",
        {
            "biases along the columns": (
                "are added along the columns",
                lambda z, bias, layer: np.maximum(z + bias, 0),
            ),
            "biases along the rows": (
                "have the shape (c_o, 1), so they are added along the rows",
                lambda z, bias, layer: np.maximum(z + bias[:, np.newaxis], 0),
            ),
        },
    ),
    **_in_one(
        "bias of the {which} convolution added after ReLU",
        "You add the biases of your {which} convolution after ReLU. They belong before it: a bias "
        "moves the threshold above which a response counts.",
        partial(_only, _late),
    ),
    **{
        f"{first} at first and {second} later": (
            f"Each of your convolutions has another mistake. In the first {first}, in the second "
            f"{second}. Each adds its biases, and then comes ReLU.",
            partial(_by_layer, change, other),
        )
        for first, change in SLIPS.items()
        for second, other in SLIPS.items()
        if first != second
    },
    "leaky ReLU": (
        "Your ReLU lets a part of each negative number through. They become 0.",
        *(_leaky(part) for part in (0.01, 0.1, 0.2, 0.3)),
    ),
    "another function than ReLU": (
        "Your maps go through another function. ReLU is asked for: negative numbers become 0, and "
        "positive ones stay as they are.",
        *map(_activated, ACTIVATIONS),
    ),
}


def _pools(size: int = 2, stride: int = 2, keep: Step = np.max) -> Step:
    """Return pooling that leaves out a window that does not fit."""

    def pooled(maps: Any) -> Any:
        windows = np.lib.stride_tricks.sliding_window_view(maps, (size, size), axis=(1, 2))
        return keep(windows[:, ::stride, ::stride], axis=(3, 4))

    return pooled


pool = _pools()


def _rounded_up(maps: Any) -> Any:
    """Pool 2 x 2, and keep a window that is only half in the map."""
    _, h, w = maps.shape
    return pool(np.pad(maps, ((0, 0), (0, h % 2), (0, w % 2)), constant_values=-np.inf))


def same(maps: Any) -> Any:
    """Return the maps as they are."""
    return maps


POOLINGS: Table = {
    "not pooled": ("Your maps are not pooled between the convolutions.", same),
    "windows overlap": (
        "Your pooling moves by one cell. Its stride should be 2.",
        _pools(stride=1),
    ),
    "half windows kept": (
        "With an odd height or width your pooling keeps a window that is only half in the map. "
        "Here it is left out: no padding.",
        _rounded_up,
    ),
    **family(
        "Your pooling takes {}. Here it keeps the largest of each window.",
        {
            "average pooling": ("means", _pools(keep=np.mean)),
            "sum of each window": ("sums", _pools(keep=np.sum)),
            "smallest of each window": ("the smallest number", _pools(keep=np.min)),
            "every second response": ("every second number", lambda maps: maps[:, ::2, ::2]),
        },
    ),
}


def _in_blocks(maps: Any) -> Any:
    """Pool by a reshape that makes blocks of 2 x 2; raise if a row or column is left over."""
    c, h, w = maps.shape
    return maps.reshape(c, h // 2, 2, w // 2, 2).max(axis=(2, 4))


def _in_fours(maps: Any) -> Any:
    """Pool four cells that follow each other in memory."""
    c, h, w = maps.shape
    return maps[:, : h // 2 * 2, : w // 2 * 2].reshape(c, h // 2, w // 2, 4).max(axis=3)


RARE_POOLINGS: Table = {
    "pooling by a reshape of an odd size": (
        "Your reshape for pooling needs an even height and width. Where a row or column is left "
        "over, cut it off first.",
        _in_blocks,
    ),
    "pooling of four cells in a row": (
        "Your reshape puts four cells of one row, or of two rows one after the other, together. A "
        "window has two rows and two columns: (c, h // 2, 2, w // 2, 2), and the largest along "
        "axes 2 and 4.",
        _in_fours,
    ),
    "one channel pooled for all": (
        "All your pooled maps are those of one channel. Each channel is pooled by itself.",
        lambda maps: np.repeat(pool(maps)[:1], len(maps), axis=0),
        lambda maps: np.repeat(pool(maps)[-1:], len(maps), axis=0),
    ),
    "maps cut to whole numbers": (
        "The numbers of your maps have lost their fractions between the convolutions.",
        lambda maps: np.trunc(pool(maps)),
        lambda maps: np.round(pool(maps)),
    ),
    "pooling windows of 3 x 3": (
        "Your pooling has windows of 3 x 3 cells. Here they are 2 x 2, with stride 2.",
        *(_pools(3, stride) for stride in (1, 2, 3)),
    ),
}

CONDENSATIONS: Table = {
    **family(
        "You take the {} of each map at the end. Here it is its largest number.",
        {
            "mean of each map": ("mean", lambda maps: maps.mean(axis=(1, 2))),
            "sum of each map": ("sum", lambda maps: maps.sum(axis=(1, 2))),
            "smallest of each map": ("smallest number", lambda maps: maps.min(axis=(1, 2))),
            "first number of each map": ("first number", lambda maps: maps[:, 0, 0]),
            "last number of each map": ("last number", lambda maps: maps[:, -1, -1]),
            "place of the largest": (
                "place of the largest number",
                lambda maps: maps.reshape(len(maps), -1).argmax(axis=1),
            ),
        },
    ),
    "largest of all maps": (
        "You take the largest number of all maps together. Each channel has its own.",
        lambda maps: np.full(len(maps), maps.max()),
    ),
    "pooled once more": (
        "You pool after the second convolution as well. Where a row or column is left over, its "
        "numbers are lost: the global maximum sees all of the map.",
        lambda maps: pool(maps).max(axis=(1, 2)),
    ),
}
RARE_CONDENSATIONS: Table = {
    "largest along one axis": (
        "You take the largest number along one axis of the maps. A feature is one number, the "
        "largest of its whole map: over height and width together.",
        lambda maps: maps.max(axis=1),
        lambda maps: maps.max(axis=2),
    ),
    "largest over the channels": (
        "You take the largest number over the channels. Each channel has one: look over height and "
        "width, axes 1 and 2.",
        lambda maps: maps.max(axis=0),
        lambda maps: maps.max(axis=0).ravel(),
        lambda maps: maps.max(axis=(0, 1)),
        lambda maps: maps.max(axis=(0, 2)),
    ),
    "maps not condensed": (
        "You hand whole maps to the dense layer. It is given one number of each map, the largest.",
        np.ravel,
    ),
}


def _softmax(logits: Any) -> Any:
    powers = np.exp(logits)
    return powers / powers.sum()


def _ends(change: Callable[[Any], Any]) -> Step:
    """Return a dense layer whose logits are changed at the end."""
    return lambda features, W, b: change(W @ features + b)


ENDS: Table = {
    "biases of the dense layer left out": (
        "The biases of your dense layer are missing: b, a number for each class.",
        lambda features, W, b: W @ features,
    ),
    "biases of the dense layer subtracted": (
        "You subtract the biases of the dense layer. They are added.",
        lambda features, W, b: W @ features - b,
    ),
    "weights of the dense layer transposed": (
        "Your dense layer takes the columns of W for its rows. A row belongs to a class, a column "
        "to a feature.",
        lambda features, W, b: features @ W + b,
    ),
    "weights reshaped in the dense layer": (
        "The weights of your dense layer have the right shape, but not by a transpose: a reshape "
        "cuts the row of numbers at other places. Take W @ features.",
        lambda features, W, b: features @ W.reshape(W.shape[::-1]) + b,
    ),
    "ReLU after the dense layer": (
        "Your logits are never negative: ReLU comes after the convolutions, not after the dense "
        "layer.",
        _ends(lambda logits: np.maximum(logits, 0)),
    ),
    **family(
        "You return {}. The logits are asked for, as the dense layer makes them.",
        {
            "softmax at the end": (
                "probabilities",
                _ends(lambda logits: _softmax(logits - logits.max())),
                _ends(lambda logits: _softmax(logits.astype(np.float32))),
            ),
            "class instead of logits": ("the class with the largest logit", _ends(np.argmax)),
            "largest logit alone": ("the largest logit", _ends(np.max)),
            "features instead of logits": ("the features", lambda features, W, b: features),
            "sigmoid at the end": ("sigmoids", _ends(lambda logits: 1 / (1 + np.exp(-logits)))),
            "logarithms of a softmax at the end": (
                "logarithms of probabilities",
                _ends(lambda logits: np.log(_softmax(logits - logits.max()))),
            ),
        },
    ),
}
RARE_ENDS: Table = {
    "not added up in the dense layer": (
        "Your dense layer multiplies and does not add up: use @ in place of *.",
        lambda features, W, b: W * features + b[:, np.newaxis],
        lambda features, W, b: W * features + b,
        lambda features, W, b: W * features,
    ),
    "classes added up in the dense layer": (
        "Your dense layer adds up over the classes. It adds up over the features, along a row of "
        "W.",
        lambda features, W, b: (W * features).sum(axis=0) + b,
        lambda features, W, b: (W * features).sum(axis=0),
        lambda features, W, b: np.sum(W * features) + b,
    ),
}


def _remember(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the same ways; each computes the result of an input only once, for all pairs."""
    return tuple(replace(part, change=remembered(part.change)) for part in parts)


STEPS = (
    _remember(ways(_filtered, FILTERS, RARE_FILTERS)),
    _remember(ways(_detected, DETECTIONS, RARE_DETECTIONS)),
    _remember(ways(pool, POOLINGS, RARE_POOLINGS)),
    ways(partial(np.max, axis=(1, 2)), CONDENSATIONS, RARE_CONDENSATIONS),
    ways(_ends(same), ENDS, RARE_ENDS),
)
