"""What a kernel says a cell has put out, measured as it comes and put into proper form.

The messages may be a stranger's own making: nothing of them reaches a notebook that could not be
written to a file, or that is larger than allowed.
"""

from typing import Any

from nbformat import NotebookNode

from nbproctor.notebooks import new_output

KINDS: dict[str, dict[str, type]] = {
    "stream": {"name": str, "text": str},
    "error": {"ename": str, "evalue": str, "traceback": list},
    "display_data": {"data": dict, "metadata": dict},
    "execute_result": {"data": dict, "metadata": dict},
}
DEPTH = 30  # containers within containers, in one output


def size_of(content: Any, depth: int = 0) -> int:
    """About how many bytes a message's content takes.

    >>> size_of({"text": "four"})
    10
    """
    if isinstance(content, str):
        return len(content) + 1
    if depth > DEPTH or not isinstance(content, dict | list):
        return 1
    parts = content.values() if isinstance(content, dict) else content
    named = sum(len(name) for name in content) if isinstance(content, dict) else 0
    return 1 + named + sum(size_of(part, depth + 1) for part in parts)


def cut_off(message: dict[str, Any], before: int, limit: int) -> list[NotebookNode]:
    """What is kept of the message with which a cell has put out too much, and a note.

    Args:
        before: bytes that the cell had put out until then.
        limit: bytes that are kept.
    """
    content, kept = message["content"], list[NotebookNode]()
    is_text = message["msg_type"] == "stream" and isinstance(content, dict)
    if is_text and isinstance(content.get("text"), str):
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        kept.append(new_output("stream", name=name, text=content["text"][: limit - before]))
    note = f"\n(cut off: more than {limit:,} bytes)\n"
    return [*kept, new_output("stream", name="stdout", text=note)]


def in_proper_form(cell: NotebookNode) -> None:
    """Keep of a cell's outputs what a notebook can hold, and of its metadata what is ours."""
    cell.outputs = [made for output in cell.outputs if (made := _proper(output)) is not None]
    if type(cell.execution_count) is not int:
        cell.execution_count = None
    cell.metadata.pop("execution", None)


def _proper(output: Any) -> NotebookNode | None:
    kind = output.get("output_type")
    fields = KINDS.get(kind) if isinstance(kind, str) else None
    if fields is None or any(type_ is not _kind(output.get(n)) for n, type_ in fields.items()):
        return None
    kept = {name: _writable(output[name]) for name in fields}
    if kind == "stream" and kept["name"] not in ("stdout", "stderr"):
        return None
    if kind == "error":
        kept["traceback"] = [line for line in kept["traceback"] if isinstance(line, str)]
    if "data" in kept:
        kept["data"] = {t: data for t, data in kept["data"].items() if _shows(t, data)}
    if kind == "execute_result":
        count = output.get("execution_count")
        kept["execution_count"] = count if type(count) is int else None
    return new_output(kind, **kept)


def _kind(value: Any) -> type:
    """`dict` for a notebook's own kind of it, too."""
    return dict if isinstance(value, dict) else type(value)


def _shows(mime_type: str, data: Any) -> bool:
    """Whether a notebook can hold such data: text, lines of it, or any JSON under its name."""
    if mime_type == "application/json" or mime_type.endswith("+json"):
        return True
    lines = data if isinstance(data, list) else [data]
    return all(isinstance(line, str) for line in lines)


def _writable(value: Any, depth: int = 0) -> Any:
    """The same with text that a file can hold, cut off where it is nested too deeply."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict | list) and depth > DEPTH:
        return None
    if isinstance(value, dict):
        return NotebookNode({_writable(k): _writable(v, depth + 1) for k, v in value.items()})
    if isinstance(value, list):
        return [_writable(item, depth + 1) for item in value]
    return value
