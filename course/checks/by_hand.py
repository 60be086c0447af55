"""By hand means by hand: finds the calls that do an exercise's whole job.

Some exercises are there to be written with loops or array operations; the library's own operation
would teach nothing. A rule names the calls that are forbidden. They are searched for in the source
of the function and, since a call can have another name, among the operations that TensorFlow runs
or traces while the function runs. This is a best effort that keeps students honest, and no security
boundary.
"""

import ast
import contextlib
import functools
import importlib
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any


@dataclass(frozen=True)
class Rule:
    """What is out of bounds.

    Attributes:
        operations: TensorFlow's operation types and the call each is known by.
        calls: dotted beginnings of names of functions, classes and modules.
        allowed: full names that are allowed although they begin so.
    """

    operations: Mapping[str, str]
    calls: tuple[str, ...]
    allowed: tuple[str, ...] = ()

    def allowing(self, *names: str) -> "Rule":
        """The same rule, but for these of the course's functions, and what they execute.

        >>> CONVOLUTION.allowing("course.operations.cross_correlate").allowed
        ('course.operations.cross_correlate',)
        """
        return replace(self, allowed=names)

    @property
    def shown(self) -> set[str]:
        """Names of forbidden calls as they are usually written: a set that no student extends."""
        short = (call.replace("tensorflow.", "tf.").replace("numpy.", "np.") for call in self.calls)
        modules = (sys.modules.get(call) for call in self.calls if call.startswith("course."))
        own = (inspect.getmembers(module, inspect.isfunction) for module in modules if module)
        names = {name for members in own for name, _ in members}
        return {*self.operations.values(), *self.calls, *short, *names}

    def names(self, name: str) -> bool:
        """Whether a full name is out of bounds; a module is not that holds what is allowed."""
        within = any(f"{each}.".startswith(f"{name}.") for each in self.allowed)
        return name.startswith(self.calls) and not within


CONVOLUTION = Rule(
    operations={
        "Conv2D": "tf.nn.conv2d",
        "Conv3D": "tf.nn.conv3d",
        "DepthwiseConv2dNative": "tf.nn.depthwise_conv2d",
        "Conv2DBackpropInput": "tf.nn.conv2d_transpose",
        "Conv2DBackpropFilter": "the gradient of tf.nn.conv2d",
    },
    calls=(
        "scipy.signal",
        "scipy.ndimage",
        "tensorflow.nn.conv",
        "tensorflow.nn.depthwise_conv2d",
        "tensorflow.keras.layers",
        "keras.layers",
        "keras.ops.conv",
        "course.operations",
    ),
)
POOLING = Rule(
    operations={
        "MaxPool": "tf.nn.max_pool2d",
        "AvgPool": "tf.nn.avg_pool2d",
        "MaxPoolV2": "tf.nn.max_pool2d",
        "MaxPool3D": "tf.nn.max_pool3d",
        "AvgPool3D": "tf.nn.avg_pool3d",
        "MaxPoolWithArgmax": "tf.nn.max_pool_with_argmax",
    },
    calls=(
        "scipy.ndimage",
        "skimage.measure",
        "tensorflow.nn.max_pool",
        "tensorflow.nn.avg_pool",
        "tensorflow.nn.pool",
        "tensorflow.keras.layers",
        "keras.layers",
        "keras.ops.max_pool",
        "keras.ops.average_pool",
        "course.operations",
    ),
)
PADDING = Rule(
    operations={"Pad": "tf.pad", "PadV2": "tf.pad", "MirrorPad": "tf.pad"},
    calls=(
        "numpy.pad",
        "numpy.lib.pad",
        "tensorflow.pad",
        "tensorflow.image.pad",
        "tensorflow.keras.layers",
        "keras.layers",
        "keras.ops.pad",
        "course.operations",
    ),
)


def in_source(function: Callable[..., Any], rules: tuple[Rule, ...]) -> str:
    """The first call in the source of a function that a rule names, as it is written; or nothing.

    >>> import numpy as np
    >>> in_source(lambda X: np.pad(X, 1), (PADDING,))
    'np.pad'
    """
    with contextlib.suppress(ValueError):  # a chain of wrappers without an end
        function = inspect.unwrap(function)  # also what a `tf.function` wraps
    own = _full_name(function, "")
    if any(rule.names(own) for rule in rules):
        return own
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function)).strip())
    except (OSError, TypeError, SyntaxError):  # typed at a prompt, built in, or part of a line
        return ""
    known = {**getattr(function, "__globals__", {}), **_imported(tree)}
    own_names = _bound(tree)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        written = "" if id(node) in inner else _dotted(node)
        first, _, rest = written.partition(".")
        if written and first not in own_names:
            full = _full_name(known.get(first), first) + (f".{rest}" if rest else "")
            if any(rule.names(full) for rule in rules):
                return written
    return ""


def _dotted(node: ast.AST) -> str:
    """A name, or names joined by dots, as it is written; nothing for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = _dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return ""


def _bound(tree: ast.AST) -> set[str]:
    """Names of the function's own: its parameters, what it assigns, what it defines."""
    nodes = list(ast.walk(tree))
    defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    assigned = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return defined | assigned | {n.arg for n in nodes if isinstance(n, ast.arg)}


def _imported(tree: ast.AST) -> dict[str, str]:
    """What the imports inside a function call each thing, and its full name."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                names[alias.asname or alias.name.split(".")[0]] = f"{module}{alias.name}"
    return names


def _full_name(value: Any, name: str) -> str:
    """The name of an object from the top of its package; its own where it has none."""
    if isinstance(value, str):  # an import inside the function
        return value
    if inspect.ismodule(value):
        return value.__name__.replace("tensorflow._api.v2.", "tensorflow.")
    module, own = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    return f"{module}.{own}" if module and own and module != "__main__" else name


@contextlib.contextmanager
def watched(rules: tuple[Rule, ...]) -> Iterator[list[str]]:
    """Yield the list of calls that the rules name, filled in as the block makes them."""
    made: list[str] = []
    with contextlib.ExitStack() as stack:
        for rule in rules:
            if rule.operations or any(call.startswith("course.operations") for call in rule.calls):
                stack.enter_context(_operations_watched(rule, made))
            for call in rule.calls:
                stack.enter_context(_call_watched(call, made))
        yield made


@contextlib.contextmanager
def _operations_watched(rule: Rule, made: list[str]) -> Iterator[None]:
    from tensorflow.python.framework import op_callbacks

    def note(op_type: bytes | str, *rest: Any, **more: Any) -> None:
        own = _courses_function()
        if own and f"course.operations.{own}" in rule.allowed:
            return
        if own and rule.names(f"course.operations.{own}"):
            made.append(own)
        name = op_type.decode() if isinstance(op_type, bytes) else op_type
        # A graph does not tell which of its operations an allowed call has made.
        names = [name] if rule.allowed else [name, *_traced_operations(name)]
        made.extend(rule.operations[each] for each in names if each in rule.operations)

    op_callbacks.add_op_callback(note)
    try:
        yield
    finally:
        op_callbacks.remove_op_callback(note)


def _traced_operations(name: str) -> list[str]:
    """Types of all operations in the graph of a `tf.function`; none where no graph has the name.

    A graph that was traced before the watch began runs as one operation with the graph's name.
    """
    from tensorflow.python.eager import context

    found, names, graphs = [], [name], context.context()
    for each in names:  # grows by the graphs that a graph calls
        if graphs.has_function(each):
            for node in graphs.get_function_def(each).node_def:
                found.append(node.op)
                for value in node.attr.values():
                    called = (one.name for one in (value.func, *value.list.func))
                    names += [one for one in called if one not in names]
    return found


# Modules whose frames can stand on the stack between an operation and the code that calls it.
LIBRARIES = ("course.checks.by_hand", "tensorflow", "keras", "numpy")
# `tf.function` has AutoGraph compile all that a function calls: `pool` becomes `tf__pool`.
AUTOGRAPH = "tf__"


def _courses_function() -> str:
    """The function of `course.operations` that is running, as it was called from outside."""
    frame: FrameType | None = sys._getframe(1)
    name = ""
    while frame is not None:
        module = frame.f_globals.get("__name__") or ""
        if module == "course.operations":
            name = frame.f_code.co_name.removeprefix(AUTOGRAPH)
        elif not module.startswith(LIBRARIES):  # it is the student's
            break
        frame = frame.f_back
    return name


@contextlib.contextmanager
def _call_watched(call: str, made: list[str]) -> Iterator[None]:
    """Note calls of a NumPy function by whatever name; TensorFlow's are noted as operations."""
    module_name, _, name = call.rpartition(".")
    if module_name != "numpy" or module_name not in sys.modules:
        yield
        return
    module = importlib.import_module(module_name)
    original = getattr(module, name)

    @functools.wraps(original)
    def noted(*arguments: Any, **keywords: Any) -> Any:
        made.append(f"np.{name}")
        return original(*arguments, **keywords)

    setattr(module, name, noted)
    try:
        yield
    finally:
        setattr(module, name, original)
