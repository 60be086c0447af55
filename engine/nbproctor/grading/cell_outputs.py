"""Measures the outputs that a kernel sends for a cell, and puts them into the form of a notebook.

A student's code can make up the messages. The outputs that are kept can be written to a file and
are within the limits.
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


def decides_score(message: dict[str, Any]) -> bool:
    """Whether nbgrader may read a score from a message: an error, text on stderr, or a result."""
    kind, content = message["msg_type"], message["content"]
    is_stderr = isinstance(content, dict) and content.get("name") == "stderr"
    return kind in ("error", "execute_result") or (kind == "stream" and is_stderr)


def truncate_message(message: dict[str, Any], before: int, limit: int) -> list[NotebookNode]:
    """Return the outputs to keep of the message that exceeds the limit of a cell, and a note.

    Args:
        before: bytes of the cell's outputs before this message.
        limit: bytes that are kept.
    """
    content, kept = message["content"], list[NotebookNode]()
    is_text = message["msg_type"] == "stream" and isinstance(content, dict)
    if is_text and isinstance(content.get("text"), str):
        name = "stderr" if content.get("name") == "stderr" else "stdout"
        kept.append(new_output("stream", name=name, text=content["text"][: limit - before]))
    note = f"\n(cut off: more than {limit:,} bytes)\n"
    return [*kept, new_output("stream", name="stdout", text=note)]


def normalize_outputs(cell: NotebookNode) -> None:
    """Keep the outputs of a cell that a notebook can contain, and drop the times of its run."""
    outputs = map(_normalize, cell.outputs)
    cell.outputs = [output for output in outputs if output is not None]
    if type(cell.execution_count) is not int:
        cell.execution_count = None
    cell.metadata.pop("execution", None)


def _normalize(output: Any) -> NotebookNode | None:
    kind = output.get("output_type")
    fields = KINDS.get(kind) if isinstance(kind, str) else None
    if fields is None or not all(isinstance(output.get(n), each) for n, each in fields.items()):
        return None
    kept = {name: _make_writable(output[name]) for name in fields}
    if kind == "stream" and kept["name"] not in ("stdout", "stderr"):
        return None
    if kind == "error":
        kept["traceback"] = [line for line in kept["traceback"] if isinstance(line, str)]
    if "data" in kept:
        kept["data"] = {t: data for t, data in kept["data"].items() if _can_hold(t, data)}
    if kind == "execute_result":
        count = output.get("execution_count")
        kept["execution_count"] = count if type(count) is int else None
    return new_output(kind, **kept)


def _can_hold(mime_type: str, data: Any) -> bool:
    """Whether a notebook can contain such data: text, lines of text, or JSON of any kind."""
    if mime_type == "application/json" or mime_type.endswith("+json"):
        return True
    lines = data if isinstance(data, list) else [data]
    return all(isinstance(line, str) for line in lines)


def _make_writable(value: Any, depth: int = 0) -> Any:
    """Copy a value with text that a file can contain, cut off at the greatest depth."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, dict | list) and depth > DEPTH:
        return None
    if isinstance(value, dict):
        return NotebookNode(
            {_make_writable(k): _make_writable(v, depth + 1) for k, v in value.items()}
        )
    if isinstance(value, list):
        return [_make_writable(item, depth + 1) for item in value]
    return value
