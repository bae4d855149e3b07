"""What learners see of an item of QTI: texts, pictures, recordings, options. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

from quizzes.exchange.media_names import Named
from quizzes.exchange.plain_text import visible
from quizzes.exchange.qti_processing import FEEDBACK, RESPONSE
from quizzes.exchange.xml_tree import add
from quizzes.wording import STEM, Use, Wording

Files = Mapping[int, Sequence[tuple[str, Named]]]
"""For each place its files with their addresses."""


def say(element: Element, text: str) -> None:
    """Add a text at the end of what is in an element, its line breaks kept."""
    first, *others = visible(text).split("\n")
    _append(element, first)
    for line in others:
        add(element, "br").tail = line


def _append(element: Element, text: str) -> None:
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def show(element: Element, files: Files, place: int) -> None:
    """Add the pictures and recordings of a place."""
    for source, file in files.get(place, ()):
        if file.attached.use is Use.PICTURE:
            add(element, "img", src=source, alt=file.words)
        else:
            add(element, "object", file.words, data=source, type=file.media_type)


def ask(parent: Element, name: str, wording: Wording, files: Files) -> None:
    """Add the question with what it shows."""
    asked = add(parent, name)
    say(asked, wording.stem)
    show(asked, files, STEM)


def interact(body: Element, name: str, wording: Wording, **attributes: str) -> Element:
    """Add an interaction; its options are shuffled unless the author keeps their order."""
    shuffle = "false" if wording.keep_order else "true"
    return add(body, name, responseIdentifier=RESPONSE, shuffle=shuffle, **attributes)


def code(letter: str, place: int) -> str:
    """An identifier of fixed width, so that none begins another."""
    return f"{letter}{place + 1:02d}"


def offer(parent: Element, name: str, key: str, text: str, **attributes: str) -> Element:
    """Add an option."""
    option = add(parent, name, identifier=key, **attributes)
    say(option, text)
    return option


def note(option: Element, key: str, text: str) -> None:
    """Add what is said to who chooses an option, if anything is."""
    if text:
        note = add(option, "feedbackInline", outcomeIdentifier=FEEDBACK, identifier=key)
        note.set("showHide", "show")
        say(note, text)
