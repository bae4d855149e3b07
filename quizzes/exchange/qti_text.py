"""Texts of QTI: XHTML among interactions and feedback, as one piece of HTML. Pure."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

# What is not part of the text around it: it is read by itself, or it is not for learners.
APART = frozenset(
    {"feedbackInline", "feedbackBlock", "modalFeedback", "rubricBlock", "templateInline"}
    | {"templateBlock", "stylesheet", "script", "style"}
)
KEPT = ("src", "data", "type", "alt", "title", "aria-label", "href", "style")
EMPTY = frozenset({"img", "br", "source", "hr", "embed"})
Stand = Callable[[Element], str | None]
"""What stands for an element; None when it is written as it is."""


def apart(element: Element) -> str | None:
    """Nothing for what is read by itself."""
    return "" if element.tag in APART else None


def markup(elements: Sequence[Element], stand: Stand = apart) -> str:
    """What is inside of elements, as HTML."""
    return "<br>".join(_inside(element, stand) for element in elements)


def _inside(element: Element, stand: Stand) -> str:
    parts = [html.escape(element.text or "", quote=False)]
    for child in element:
        parts += [_whole(child, stand), html.escape(child.tail or "", quote=False)]
    return "".join(parts)


def _whole(element: Element, stand: Stand) -> str:
    instead = stand(element)
    if instead is not None:
        return instead
    name = element.tag
    if name != name.lower():  # an element of QTI that only holds text
        return _inside(element, stand)
    attributes = "".join(
        f' {key}="{html.escape(element.attrib[key])}"' for key in KEPT if key in element.attrib
    )
    start = f"<{name}{attributes}>"
    return start if name in EMPTY else f"{start}{_inside(element, stand)}</{name}>"
