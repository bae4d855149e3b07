"""An item → a tree of QTI with the names of 2.1. Pure."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from quizzes.exchange import qti_processing as processing
from quizzes.exchange.draft import title_of
from quizzes.exchange.plain_text import visible
from quizzes.exchange.qti_bodies import BODIES
from quizzes.exchange.qti_names import LANGUAGE
from quizzes.exchange.qti_reading import OURS
from quizzes.exchange.qti_shown import Files, say
from quizzes.exchange.xml_tree import add
from quizzes.wording import Wording


def item_of(wording: Wording, identifier: str, files: Files) -> Element:
    """The item: declarations, what is shown, how it is marked, what is said afterwards."""
    title = title_of(visible(wording.stem)) or identifier
    root = Element("assessmentItem", {"identifier": identifier, "title": title})
    root.attrib |= {"adaptive": "false", "timeDependent": "false", LANGUAGE: wording.language}
    body = Element("itemBody")
    marked = BODIES[wording.kind](root, body, wording, files)
    processing.declare_outcomes(root, marked, OURS if wording.explanation else "")
    root.append(body)
    root.append(processing.response_processing(marked, OURS if wording.explanation else ""))
    if wording.explanation:
        shown = add(root, "modalFeedback", outcomeIdentifier=OURS, identifier="SHOWN")
        shown.set("showHide", "show")
        say(add(shown, "p"), wording.explanation)
    return root
