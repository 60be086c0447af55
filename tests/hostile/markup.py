"""What in a page would act in a browser: scripts, styles, frames, handlers, and other addresses."""

from html.parser import HTMLParser

ACTIVE = {"applet", "base", "embed", "form", "frame", "iframe", "link", "meta", "object", "portal"}
TEXT = {"script", "style"}
ADDRESSES = {"src", "href", "action", "data", "srcset", "poster", "xlink:href", "formaction"}


def acting(page: str) -> set[str]:
    """Everything in a page that runs, loads or restyles, each as text.

    >>> sorted(acting('<p onclick="x()"><a href="#top">up</a><a href="javascript:x()">x</a></p>'))
    ['a href=javascript:x()', 'p onclick=x()']
    """
    reader = _Reader(convert_charrefs=True)
    reader.feed(page)
    reader.close()
    return reader.found


class _Reader(HTMLParser):
    def __init__(self, **settings: bool) -> None:
        super().__init__(**settings)
        self.found: set[str] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag if tag in TEXT else ""
        if tag in ACTIVE:
            self.found.add(f"{tag} {sorted((name, value or '') for name, value in attrs)}")
        for name, value in attrs:
            if tag == "a" and name == "href" and (value or "").startswith(("http://", "https://")):
                continue  # a link that a reader may follow
            text = "".join((value or "").split()).lower()
            if name.startswith("on") or (name in ADDRESSES and not _harmless(text)):
                self.found.add(f"{tag} {name}={value}")
            if name == "style" and any(word in text for word in ("position:", "url(", "@import")):
                self.found.add(f"{tag} style={value}")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside and data.strip():
            self.found.add(f"{self._inside}: {data.strip()}")


def _harmless(address: str) -> bool:
    """An anchor of the page, or a picture in it; a drawing in an `img` runs no script."""
    return address == "" or address.startswith(("#", "data:image/"))
