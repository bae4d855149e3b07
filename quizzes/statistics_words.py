"""The words people see for figures: what to make of an item, groups, how it is reckoned."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from lms.core.i18n import number
from quizzes.rules.correcting import Outcome
from quizzes.rules.groups import Group
from quizzes.rules.statistics import ENOUGH, FEWEST
from quizzes.rules.verdicts import EASY, HARD, TELLS_APART, Verdict


@dataclass(frozen=True)
class Saying:
    """A verdict in words: a short name, a plain sentence, its colour and its sign."""

    short: object
    sentence: object
    look: str
    sign: str


SAYINGS = {
    Verdict.LOOK_AT_KEY: Saying(
        _("Look at the key"),
        _("Whoever knows more gets it wrong more often: the key may be wrong."),
        "bad",
        "alert-triangle",
    ),
    Verdict.BELOW_GUESSING: Saying(
        _("Worse than guessing"),
        _("Fewer get it right than by guessing: the words mislead, or the key is wrong."),
        "bad",
        "alert-triangle",
    ),
    Verdict.MISLEADING: Saying(
        _("Misleading"),
        _("Whoever knows more does no better here: the words may mislead."),
        "warn",
        "info-circle",
    ),
    Verdict.TOO_HARD: Saying(
        _("Too hard"),
        _("Few get it right: explain it better in the lesson, or ask more simply."),
        "warn",
        "info-circle",
    ),
    Verdict.WEAK: Saying(
        _("Tells little"),
        _("Whoever knows more does only a little better here."),
        "",
        "info-circle",
    ),
    Verdict.TOO_EASY: Saying(
        _("Very easy"),
        _("Nearly everybody gets it right: good to encourage, but it tells nothing."),
        "",
        "circle-check",
    ),
    Verdict.GOOD: Saying(
        _("Good"),
        _("Whoever knows more gets it right more often."),
        "good",
        "circle-check",
    ),
    Verdict.TOO_FEW: Saying(
        _("Too few answers"),
        _("Fewer than %(n)s people have answered: nothing can be said yet.", n=FEWEST),
        "",
        "circle-dashed",
    ),
}
GROUPS = {
    Group.ALONE: _("Alone on a phone"),
    Group.ASSISTED: _("With help"),
    Group.PAPER: _("On paper"),
    Group.ORAL: _("Asked aloud"),
}
LANGUAGES = {"vi": _("In Vietnamese"), "en": _("In English")}
OUTCOMES = {
    Outcome.PASSES: _("Not passed before, passed now"),
    Outcome.KEPT: _("Would not pass by the corrected key, but keep their pass"),
    Outcome.SCORE: _("Another score, the same result"),
}
# How each figure is reckoned, in plain words.
METHODS = (
    (
        _("Which answers are counted"),
        _(
            "Only the first test each person handed in; practice and later tries are left out. "
            "Marks follow corrected keys. Fewer than %(few)s people: no figure. Fewer than "
            "%(enough)s: figures may still change much.",
            few=FEWEST,
            enough=ENOUGH,
        ),
    ),
    (
        _("Right"),
        _(
            "The mean of what the question earned, from 0 to 100%% (facility index). From "
            "%(easy)s%% it is very easy, below %(hard)s%% too hard.",
            easy=round(100 * EASY),
            hard=round(100 * HARD),
        ),
    ),
    (
        _("By guessing"),
        _("What somebody earns on average who answers by lot."),
    ),
    (
        _("Tells apart"),
        _(
            "Whether those who did well on the other questions also did well on this one: the "
            "correlation of this question with all others of the test, from −1 to 1. Below 0 "
            "something is wrong, from %(enough)s it is good.",
            enough=number(TELLS_APART),
        ),
    ),
    (
        _("Of what is possible"),
        _(
            "How much of the greatest telling apart the question reaches that its difficulty "
            "allows (discriminative efficiency, as Moodle reckons it)."
        ),
    ),
    (
        _("Reliability (Cronbach’s alpha)"),
        _(
            "Whether the questions measure the same thing: from 0.7 on, a result can be relied on. "
            "Where people drew different questions, each is compared with its own mean, so that an "
            "easy draw does not count. Beside a question: the reliability without it."
        ),
    ),
    (
        _("Error of measurement"),
        _(
            "By how many marks a result may be off by chance: standard deviation × √(1 − alpha). "
            "Two people of three lie within it."
        ),
    ),
    (
        _("Best and weakest"),
        _("The 27% at either end by what they earned on the other questions."),
    ),
    (
        _("Time"),
        _(
            "The middle value: half were quicker. For a question: from the answer before it to its "
            "first answer, online, in the newest tests."
        ),
    ),
)


MINUTE = 60


def decimal(value: float | None, places: int = 2) -> str:
    """`0,42`; a dash where nothing can be said."""
    return "–" if value is None else number(round(value, places) + 0.0)


def span(seconds: float | None) -> str:
    """`25 seconds`, `4.2 minutes`; a dash where nothing is known."""
    if seconds is None:
        return "–"
    if seconds < MINUTE:
        return str(gettext("%(n)s seconds", n=round(seconds)))
    return str(gettext("%(n)s minutes", n=decimal(seconds / MINUTE, 1)))
