"""XML files of other systems as trees, within bounds; and trees as files. Pure.

DTDs, entities and outside references are forbidden (defusedxml), so that nothing expands and
nothing is fetched; depth and number of elements are limited while reading, not afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import (
    Element,
    ParseError,
    TreeBuilder,
    indent,
    tostring,
)

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from quizzes.exchange.format import Unreadable

DEEPEST = 60
MOST_ELEMENTS = 400_000
BLANK = b" \t\r\n"


class _Bounded(TreeBuilder):
    """Builds a tree and stops when the file is no honest one."""

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.count = 0, 0

    def start(self, tag: str, attrs: dict[str, str]) -> Element:
        self.depth, self.count = self.depth + 1, self.count + 1
        if self.depth > DEEPEST or self.count > MOST_ELEMENTS:
            raise Unreadable("too_large")
        return super().start(tag, attrs)

    def end(self, tag: str) -> Element:
        self.depth -= 1
        return super().end(tag)


def parse(body: bytes) -> Element:
    """The root of an XML file. Raises Unreadable, with the line where one is known."""
    if body.count(b"<") > 4 * MOST_ELEMENTS:  # start, end and HTML: no need to read it
        raise Unreadable("too_large")
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(body.lstrip(BLANK))
        root: Element = parser.close()
    except ParseError as error:
        raise Unreadable("XML", error.position[0]) from error
    except DefusedXmlException as error:
        raise Unreadable("DTD") from error
    except (ValueError, LookupError) as error:  # an encoding nobody knows
        raise Unreadable("encoding") from error
    return root


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, *names: str) -> list[Element]:
    """The children with one of these names, whatever their namespace."""
    return [child for child in element if local(child) in names]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element down a path of names."""
    for name in path:
        if element is None:
            return None
        element = next(iter(children(element, name)), None)
    return element


def descendants(element: Element, *names: str) -> Iterator[Element]:
    """All elements below with one of these names, in their order."""
    return (one for one in element.iter() if one is not element and local(one) in names)


def text_of(element: Element | None, *path: str) -> str:
    """The text at the end of a path, tidied at its ends; empty when there is none."""
    found = child(element, *path)
    return "" if found is None else "".join(found.itertext()).strip()


def add(parent: Element, name: str, text: str | None = None, /, **attributes: str) -> Element:
    """A new last child."""
    made = Element(name, attributes)
    made.text = text
    parent.append(made)
    return made


def to_bytes(root: Element, *, pretty: bool = True) -> bytes:
    """A tree as a file in UTF-8."""
    if pretty:
        indent(root)
    return bytes(tostring(root, "UTF-8", xml_declaration=True))
