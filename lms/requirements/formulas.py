"""The formula of every figure, in words and with its numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from lms.core.i18n import number, percent
from lms.requirements.figures import Figure
from lms.requirements.rules import Coverage
from lms.requirements.words import STATES

FIGURES = {
    Figure.RATE: _("Share"),
    Figure.MEMBERS: _("On the roster"),
    Figure.BOUND: _("To be trained"),
    Figure.TO_REACH: _("Still to reach"),
    **{Figure(state.value): words for state, words in STATES.items()},
    Figure.ATTENDANCES: _("Class attendances"),
    Figure.COMPLETIONS: _("Modules passed"),
    Figure.RECOGNISED: _("Outside courses recognised"),
    Figure.HOURS: _("Person-hours"),
    Figure.ASSISTED: _("Passed with help"),
}


def formula(figure: Figure, c: Coverage) -> str:
    """How a figure is reckoned; what a state means when it counts the people of that state."""
    return _SUMS[figure](c) if figure in _SUMS else str(_MEANINGS[figure])


def _rate(c: Coverage) -> str:
    return str(
        gettext(
            "Trained ÷ to be trained = %(met)s ÷ %(bound)s = %(rate)s",
            met=number(c.met),
            bound=number(c.bound),
            rate=percent(c.rate),
        )
    )


def _sum(total: int, *parts: tuple[object, int]) -> str:
    """`A + B = 3 + 4 = 7`."""
    words = " + ".join(str(one) for one, _number in parts)
    return f"{words} = {' + '.join(number(n) for _words, n in parts)} = {number(total)}"


_SUMS: Mapping[Figure, Callable[[Coverage], str]] = {
    Figure.RATE: _rate,
    Figure.MEMBERS: lambda c: _sum(
        c.members,
        (FIGURES[Figure.BOUND], c.bound),
        (FIGURES[Figure.EXEMPT], c.exempt),
        (FIGURES[Figure.NOT_BOUND], c.not_bound),
    ),
    Figure.BOUND: lambda c: _sum(
        c.bound, (FIGURES[Figure.MET], c.met), (FIGURES[Figure.TO_REACH], c.to_reach)
    ),
    Figure.TO_REACH: lambda c: _sum(
        c.to_reach,
        (FIGURES[Figure.OVERDUE], c.overdue),
        (FIGURES[Figure.DUE], c.due),
        (FIGURES[Figure.ON_THE_WAY], c.on_the_way),
        (FIGURES[Figure.UNREACHABLE], c.unreachable),
    ),
}
_MEANINGS = {
    Figure.MET: _("Bound, not exempt, and did what the rule asks, within the year."),
    Figure.ON_THE_WAY: _("Bound, has done a part of what the rule asks, and still has time."),
    Figure.DUE: _("Bound, has done nothing that counts yet, and still has time."),
    Figure.OVERDUE: _("Bound, not trained, and their last day is over."),
    Figure.UNREACHABLE: _("Bound, not trained, cannot be reached at present. They stay counted."),
    Figure.EXEMPT: _("An exemption was granted. They stand outside the share, trained or not."),
    Figure.NOT_BOUND: _("Not of those whom the rule binds, or joined too late in the year."),
    Figure.ATTENDANCES: _("Each person in each class counts once; one person may attend several."),
    Figure.COMPLETIONS: _("Each module passed by each person counts once in a year."),
    Figure.RECOGNISED: _("Each outside course that was recognised for a person."),
    Figure.HOURS: _("The hours of all attendances and outside courses, added up, whole hours."),
    Figure.ASSISTED: _("Modules passed while a leader or officer helped on their own phone."),
}
