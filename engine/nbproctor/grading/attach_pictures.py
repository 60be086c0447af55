"""Keeps pictures that a student put into text: each becomes an attachment, and is shown."""

import re
from urllib.parse import quote

from nbformat import NotebookNode

# Colab and others write the picture itself where a link to an attachment could stand.
_EMBEDDED = re.compile(
    r"""(?:(?<=[(<"'])|(?<=:[ ]))data:image/(png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=]++)"""
)


def attach_pictures(cell: NotebookNode) -> None:
    """Turn pictures in the text of a cell into attachments, and show attachments that are not."""
    if cell.cell_type == "code" or not (cell.get("attachments") or "data:image/" in cell.source):
        return
    attached = dict(cell.get("attachments") or {})
    unseen = [name for name in attached if not _mentions(cell.source, str(name))]

    def attach(found: re.Match[str]) -> str:
        kind = found[1].replace("jpg", "jpeg")
        name = f"embedded-{len(attached)}.{kind}"
        attached[name] = {f"image/{kind}": found[2]}
        return f"attachment:{name}"

    cell.source = _EMBEDDED.sub(attach, cell.source)
    cell.source = "\n\n".join(
        [*filter(None, [cell.source]), *(f"![{name}](attachment:{quote(name)})" for name in unseen)]
    )
    if attached:
        cell.attachments = NotebookNode(attached)


def _mentions(text: str, name: str) -> bool:
    return f"attachment:{name}" in text or f"attachment:{quote(name)}" in text
