"""Picture choice: single choice among pictures; the text of an option says what is on it."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from quizzes.items import single_choice
from quizzes.wording import Use, Wording

TITLE = lazy_gettext("Choose a picture")
ASK = lazy_gettext("Please choose one picture first.")
SHUFFLED = "options"
TEMPLATE = "quizzes/items/picture_choice.html"
EDITOR = "quizzes/editors/choices.html"
PAPER = "quizzes/paper/choices.html"

read = single_choice.read
credit = single_choice.credit
answer_words = single_choice.answer_words
key_words = single_choice.key_words
keyed = single_choice.keyed
key_on_paper = single_choice.key_on_paper
written = single_choice.written


def problems(wording: Wording) -> list[str]:
    """What a single choice may lack, or an option without its picture."""
    found = single_choice.problems(wording)
    pictures = {medium.place for medium in wording.media if medium.use is Use.PICTURE}
    if not pictures >= set(range(len(wording.options))):
        found.append(gettext("Give every option its picture."))
    return found
