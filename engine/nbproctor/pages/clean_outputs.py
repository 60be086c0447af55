"""Rebuild a code cell's outputs as data that is safe to show.

A kernel may send anything, so no output is passed through. Each is built anew from the few fields
and MIME types that a page needs: text without control codes, real images, HTML from the allow-list.
Each is cut to a size, with a note that says how much is missing.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from nbproctor.checks.report import RESULT_TYPE
from nbproctor.notebooks import new_output
from nbproctor.pages.allowed_html import clean_base64, clean_html
from nbproctor.pages.plain_text import cut, joined, plain, short_frames, size_of

IMAGES = ("image/png", "image/jpeg")


@dataclass(frozen=True)
class Bounds:
    """How much of a cell's outputs is kept.

    Attributes:
        lines, text_kib: of each text.
        rich_kib: of each image and each piece of HTML, as it stands in the notebook.
        outputs, cell_kib: of one cell.
        left_out: folders of packages whose frames a traceback leaves out.
    """

    lines: int = 1000
    text_kib: int = 100
    rich_kib: int = 2000
    outputs: int = 100
    cell_kib: int = 4000
    left_out: tuple[Path, ...] = ()


def clean_outputs(outputs: Sequence[Any], bounds: Bounds) -> list[NotebookNode]:
    """Rebuild the outputs of one cell within bounds; a note replaces what was cut."""
    given, kept = list(_merged(outputs)), list[NotebookNode]()
    left_b = bounds.cell_kib * 1024
    for number, output in enumerate(given):
        clean = _clean(output, bounds)
        left_b -= size(clean)
        if left_b < 0 or number >= bounds.outputs:
            return [*kept, _note(f"{len(given) - number} more outputs cut")]
        kept.append(clean)
    return kept


def size(output: NotebookNode) -> int:
    """Number of characters that an output holds."""
    texts = [output.get("text", ""), *output.get("traceback", []), *output.get("data", {}).values()]
    return sum(len(text) for text in texts if isinstance(text, str))


def _merged(outputs: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """Drop what is no output, and join texts that follow each other on the same stream."""
    texts: list[str] = []
    name = ""
    for output in [*outputs, {}]:
        fields = output if isinstance(output, dict) else {}
        is_text = fields.get("output_type") == "stream"
        if texts and not (is_text and fields.get("name") == name):
            yield {"output_type": "stream", "name": name, "text": "".join(texts)}
            texts = []
        if is_text:
            name = str(fields.get("name"))
            texts.append(joined(fields.get("text", "")))
        elif fields:
            yield dict(fields)


def _note(text: str) -> NotebookNode:
    return new_output("stream", name="stdout", text=f"... {text} ...\n")


def _clean(output: dict[str, Any], bounds: Bounds) -> NotebookNode:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output["name"] == "stderr" else "stdout"
        return new_output("stream", name=name, text=_text(output["text"], bounds))
    if kind == "error":
        return _error(output, bounds)
    if kind not in ("display_data", "execute_result"):
        return _note("an output of an unknown kind is not shown")
    data, metadata = output.get("data"), output.get("metadata")
    described = metadata if isinstance(metadata, dict) else {}
    shown, attributes = _data(data if isinstance(data, dict) else {}, described, bounds)
    clean = new_output(kind, data=shown, metadata=attributes)
    if kind == "execute_result":
        count = output.get("execution_count")
        clean["execution_count"] = count if type(count) is int else None
    return clean


def _text(text: object, bounds: Bounds, keep_end: bool = False) -> str:
    return plain(cut(joined(text), bounds.lines, bounds.text_kib, keep_end))


def _error(output: dict[str, Any], bounds: Bounds) -> NotebookNode:
    frames = output.get("traceback")
    lines = short_frames(frames if isinstance(frames, list) else [], bounds.left_out)
    name, value = (plain(str(output.get(key, ""))[:1000]) for key in ("ename", "evalue"))
    traceback = _text("\n".join(lines), bounds, keep_end=True) or f"{name}: {value}"
    return new_output("error", ename=name, evalue=value, traceback=[traceback])


def _data(
    data: dict[str, Any], metadata: dict[str, Any], bounds: Bounds
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Select what is shown of a display, by MIME type, and its metadata."""
    shown, attributes = dict[str, Any](), dict[str, Any]()
    for mime_type in IMAGES:
        text = joined(data.get(mime_type, ""))
        fits = len(text) <= bounds.rich_kib * 1024
        if fits and (image := clean_base64(mime_type, text)):
            shown[mime_type] = image
            attributes[mime_type] = _image_attributes(metadata.get(mime_type))
    # nbconvert prefers HTML to an image, so empty HTML would hide the image.
    if markup := _html(data, bounds):
        shown["text/html"] = markup
    for mime_type in ("text/markdown", "text/latex", "text/plain"):
        if mime_type in data:
            shown[mime_type] = _text(data[mime_type], bounds)
    missing = [each for each in data if each not in shown and not RESULT_TYPE.fullmatch(each)]
    if missing and not shown.keys() - {"text/plain"}:
        size_b = sum(len(joined(data[mime_type])) for mime_type in missing)
        note = f"... not shown: {plain(', '.join(missing)[:200])}, {size_of(size_b)} ..."
        shown["text/plain"] = "\n".join(filter(None, [shown.get("text/plain"), note]))
    return shown, {key: value for key, value in attributes.items() if value}


def _html(data: dict[str, Any], bounds: Bounds) -> str:
    """Clean the display's HTML, or turn its SVG into an image, where nothing runs or loads."""
    if "text/html" in data:
        markup = joined(data["text/html"])
    elif "image/svg+xml" in data:
        encoded = base64.b64encode(joined(data["image/svg+xml"]).encode(errors="replace"))
        markup = f'<img alt="a drawing" src="data:image/svg+xml;base64,{encoded.decode()}">'
    else:
        return ""
    if len(markup) > bounds.rich_kib * 1024:
        return ""
    clean = clean_html(markup)
    return clean if clean.strip() and len(clean) <= bounds.rich_kib * 1024 else ""


def _image_attributes(metadata: object) -> dict[str, Any]:
    """Select width and height, in pixels, and alternative text."""
    given = metadata if isinstance(metadata, dict) else {}
    attributes: dict[str, Any] = {
        key: given[key]
        for key in ("width", "height")
        if type(given.get(key)) is int and 0 < given[key] < 10_000
    }
    if isinstance(given.get("alt"), str):
        attributes["alt"] = plain(given["alt"][:2000])
    return attributes
