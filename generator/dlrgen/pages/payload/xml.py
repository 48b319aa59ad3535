"""XML in a page: where it begins and ends, and the values that it shows, its faults read over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from dlrgen.pages.payload.value import MAX_DEPTH, MAX_VALUES, Payload, RawValue, Stretch

_XML_START = re.compile(r"<\?xml\b[^<>]{0,200}>|<(?![?!])(?P<name>[A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:\s[^<>]{0,500})?>")
_TAG = re.compile(
    r"<!--(?P<comment>(?:[^-]|-(?!->)){0,2000})-->"
    r"|<(?P<close>/[ \t]?)?(?P<name>[A-Za-z_][A-Za-z0-9_.:-]{0,80})(?:\s[^<>]{0,500}?)?(?P<empty>/)?>"
    r"|<!\[CDATA\[(?P<data>(?:[^\]]|\](?!\]>)){0,20000})\]\]>"
)
_PLAIN_LINE = re.compile(r"\n[^<\n]*(?=\n|\Z)")
HTML_TAGS = frozenset({
    "a", "article", "aside", "b", "body", "br", "button", "code", "dd", "details", "div", "dl", "dt", "em", "font",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr", "html", "i", "img", "input",
    "label", "li", "link", "meta", "nav", "ol", "option", "p", "pre", "script", "section", "select", "span",
    "strong", "style", "summary", "table", "tbody", "td", "textarea", "th", "thead", "tr", "u", "ul",
})  # fmt: skip
"""What is markup of a page rather than of a payload."""


def xml_at(text: str, start: int, end: int, *, loose: bool) -> Payload | None:
    """The XML payload that begins there; none if there is none. See `json_at`."""
    declared = _XML_START.match(text, start, end)
    if declared is None:
        return None
    position = start if declared["name"] else declared.end()
    root = _TAG.search(text, position, min(end, position + 2000))
    while root is not None and not root["name"]:
        root = _TAG.search(text, root.end(), min(end, root.end() + 2000))
    if root is None or root["close"] or (declared["name"] and root["name"].lower() in HTML_TAGS):
        return None
    values, stop = _xml_values(text, root, end)
    if stop is None:
        if loose and declared["name"]:
            return None
        stop = end
        if loose and (plain := _PLAIN_LINE.search(text, root.end(), end)):
            # What is never closed is over where no line goes on with it.
            stop = plain.start()
            values, _ = _xml_values(text, root, stop)
    return Payload(start=start, end=stop, syntax="xml", values=values) if values else None


class _Element(Struct):
    name: str
    name_at: Stretch
    start: int
    opened: int
    children: list[_Element] = []
    closed: int | None = None
    text_end: int = 0
    comment: Stretch | None = None


def _xml_values(text: str, root: re.Match[str], end: int) -> tuple[list[RawValue], int | None]:
    top = _Element(root["name"], Stretch(*root.span("name")), root.start(), root.end())
    around = [] if root["empty"] else [top]
    last: _Element | None = None
    stop: int | None = root.end() if root["empty"] else None
    too_deep = 0
    for tag in _TAG.finditer(text, root.end(), end):
        if not around:
            break
        if tag["comment"] is not None:
            about = last or around[-1]
            about.comment = about.comment or Stretch(*tag.span("comment"))
        elif tag["name"] and tag["close"]:
            last, too_deep, stop = _leave(around, tag, last, too_deep)
        elif tag["name"] and (len(around) >= MAX_DEPTH or too_deep):
            too_deep += not tag["empty"]
        elif tag["name"]:
            inner = _Element(tag["name"], Stretch(*tag.span("name")), tag.start(), tag.end(), children=[])
            around[-1].children.append(inner)
            last = None
            if tag["empty"]:
                inner.closed = inner.text_end = tag.end()
            else:
                around.append(inner)
    return list(_flat(text, top)), stop


def _leave(
    around: list[_Element], tag: re.Match[str], last: _Element | None, too_deep: int
) -> tuple[_Element | None, int, int | None]:
    if too_deep:
        return last, too_deep - 1, None
    for depth in range(len(around) - 1, -1, -1):
        if around[depth].name == tag["name"]:
            last = around[depth]
            last.closed, last.text_end = tag.end(), tag.start()
            del around[depth:]
            break
    return last, 0, tag.end() if not around else None


def _flat(text: str, top: _Element) -> Iterator[RawValue]:
    """All elements below the root, in their order; siblings of one name are the elements of a list."""
    waiting = [(top, "")]
    count = 0
    while waiting:
        element, path = waiting.pop()
        if element is not top:
            count += 1
            if count > MAX_VALUES:
                return
            yield _element_value(text, element, path)
        names = [child.name for child in element.children]
        several = {name for name in names if names.count(name) > 1} if len(names) < 200 else set(names)
        for child in reversed(element.children):
            inside = f"{path}.{child.name}" if path else child.name
            waiting.append((child, f"{inside}[]" if child.name in several else inside))


def _element_value(text: str, element: _Element, path: str) -> RawValue:
    if element.children:
        return RawValue(
            path=path,
            key=element.name_at,
            shape="object",
            at=Stretch(element.start, element.opened),
            comment=element.comment,
        )
    content = text[element.opened : max(element.opened, element.text_end)]
    content = content.removeprefix("<![CDATA[").removesuffix("]]>")
    return RawValue(
        path=path, key=element.name_at, shape="string", text=content.strip(), comment=element.comment,
        at=Stretch(element.opened, max(element.opened, element.text_end)),
    )  # fmt: skip
