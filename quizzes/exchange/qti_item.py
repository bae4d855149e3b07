"""An item of QTI while it is being read: its declarations, texts and files. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from quizzes.exchange.draft import Draft, Find, Stop
from quizzes.exchange.format import Loss, Reason
from quizzes.exchange.qti_rules import Marking
from quizzes.exchange.qti_scoring import Response
from quizzes.exchange.qti_text import Stand, apart, markup
from quizzes.exchange.rich_text import rich
from quizzes.exchange.xml_tree import descendants

LONGEST_MARKUP = 200_000


@dataclass(frozen=True)
class Item:
    """What the interactions of an item need to know."""

    root: Element
    draft: Draft
    declared: Mapping[str, Response]
    marking: Marking
    find: Find

    def response(self, interaction: Element) -> Response:
        """The declaration of what an interaction asks for."""
        found = self.declared.get(interaction.get("responseIdentifier", ""))
        if found is None:
            raise Stop(Reason.NO_KEY)
        return found

    def stem(self, element: Element, place: int, stand: Stand) -> str:
        """The text of the question itself."""
        return self.draft.place(rich(self._markup([element], stand)), place, self.find)

    def option(self, element: Element, place: int) -> str:
        """The text of an option; what it shows goes to its place."""
        return self.draft.option(rich(self._markup([element])), place, self.find)

    def word(self, element: Element) -> str:
        """A word in a list, which can show nothing."""
        text = self.draft.words(rich(self._markup([element])))
        if not text:
            raise Stop(Reason.EMPTY)
        return text

    def note(self, elements: Sequence[Element]) -> str:
        """The text of feedback."""
        return self.draft.words(rich(self._markup(elements)))

    def notes(self, choices: Sequence[Element]) -> list[str]:
        """What is said to each option, or nothing at all."""
        found = [self.note(list(descendants(one, "feedbackInline"))) for one in choices]
        return found if any(found) else []

    def keeps_order(self, interaction: Element, choices: Sequence[Element]) -> bool:
        """Whether options stay where they are; some of them fixed is more than we can do."""
        is_shuffled = interaction.get("shuffle") == "true"
        fixed = [one for one in choices if one.get("fixed") == "true"]
        self.draft.lose(Loss.KEEP_ORDER, when=is_shuffled and fixed)
        return not is_shuffled

    def _markup(self, elements: Sequence[Element], stand: Stand = apart) -> str:
        text = markup(elements, stand)
        if len(text) > LONGEST_MARKUP:
            raise Stop(Reason.TOO_LONG)
        return text


def address(folder: str, source: str) -> str:
    """The name of a file in a package, from where its item lies; empty outside of it."""
    if ":" in source or source.startswith(("/", "\\")):
        return ""
    path = posixpath.normpath(posixpath.join(folder, unquote(source.partition("#")[0])))
    return "" if path.startswith("..") else path
