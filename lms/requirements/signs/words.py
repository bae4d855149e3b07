"""The words people see for signs: what stands out, where the line is, what may be behind it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from lms.core.i18n import day, number
from lms.requirements.signs.models import Finding
from lms.requirements.signs.queries import Show, Who
from lms.requirements.signs.rules.sign import LIMITS, Kind, Sign

FINDINGS = {
    Finding.REASONABLE: _("Looked at: reasonable"),
    Finding.UNCLEAR: _("To be cleared up"),
}
SHOWS = {
    Show.OPEN: _("Not looked at yet"),
    Show.UNCLEAR: FINDINGS[Finding.UNCLEAR],
    Show.REASONABLE: FINDINGS[Finding.REASONABLE],
    Show.ALL: _("All"),
}


@dataclass(frozen=True)
class About:
    """A kind in words: its title, when it is shown, and what may well be behind it."""

    title: object
    rule: object
    fair: object


ABOUT: Mapping[Kind, About] = {
    Kind.ONE_DEVICE: About(
        _("Many people on one device"),
        _(
            "Shown when %(people)s or more people hand in a quiz on one device within %(minutes)s "
            "minutes. Whoever was helped in help mode is not counted and is listed apart.",
            people=LIMITS.people,
            minutes=LIMITS.window.seconds // 60,
        ),
        _(
            "Sharing one phone is allowed, and a team may have learnt together before. Ask "
            "whether everybody answered themselves."
        ),
    ),
    Kind.FAST_ANSWERS: About(
        _("Answered faster than one can read"),
        _(
            "Shown when a quiz was passed and its answers came less than %(seconds)s seconds "
            "apart on average.",
            seconds=LIMITS.seconds_an_item,
        ),
        _("Somebody who has sat the quiz before knows the questions."),
    ),
    Kind.FAST_READING: About(
        _("Read faster than one can read"),
        _(
            "Shown when all lessons of a passed module were ticked off faster than %(words)s "
            "words a minute.",
            words=LIMITS.words_a_minute,
        ),
        _("Somebody may have learnt the same in a class, or read it on another phone."),
    ),
    Kind.SAME_ANSWERS: About(
        _("The same answers in one team"),
        _(
            "Shown when people of one team, within %(hours)s hours, gave the same answers to all "
            "questions both were given (%(shared)s or more), the same wrong ones to %(wrong)s or "
            "more of them. Right answers alike prove nothing.",
            hours=int(LIMITS.near.total_seconds() // 3600),
            shared=LIMITS.shared,
            wrong=LIMITS.wrong,
        ),
        _("People who learn together make the same mistakes together."),
    ),
    Kind.LATE_REGISTER: About(
        _("Entered long after the class"),
        _(
            "Shown when an attendance was entered more than %(days)s days after the class.",
            days=LIMITS.late.days,
        ),
        _("Paper lists come late from far villages. The photographed sheet settles it."),
    ),
    Kind.EARLY_REGISTER: About(
        _("Entered before the class"),
        _("Shown when an attendance was entered before the day of the class."),
        _("The day of the class may have been typed wrongly."),
    ),
    Kind.OWN_REGISTER: About(
        _("A register of one's own"),
        _("Shown when one person alone entered and signed a register and stands in it too."),
        _("In a small commune one officer may do everything. A photograph settles it."),
    ),
    Kind.TWO_PLACES: About(
        _("In two places at once"),
        _(
            "Shown when somebody stands in the registers of two classes held at the same time in "
            "different places. Classes without an hour of beginning are left out."
        ),
        _("Somebody with the same name may have been ticked, or one class began later."),
    ),
    Kind.BEFORE_BEGINNING: About(
        _("Passed before it was begun"),
        _("Shown when a module counts as passed before it was begun or its last lesson read."),
        _("Entries may come from another system whose clock was wrong."),
    ),
    Kind.CERTIFICATE_DAYS: About(
        _("Days on a certificate"),
        _(
            "Shown when a certificate was issued, or is dated, before the module was passed, or is "
            "dated before the day it was issued."
        ),
        _("The clock of the server may have been wrong that day."),
    ),
    Kind.BEFORE_ROSTER: About(
        _("Trained before joining"),
        _("Shown when the yearly duty was met before the person's first day on any roster."),
        _("Villagers may attend a class before they join. The day of joining may be entered late."),
    ),
    Kind.CLAIM_AHEAD: About(
        _("Outside course still to come"),
        _("Shown when an outside course is said to have ended after the day it was entered."),
        _("The day may have been typed wrongly."),
    ),
}

_SENTENCES: Mapping[Kind, Callable[..., Any]] = {
    Kind.ONE_DEVICE: lambda **f: gettext(
        "%(people)s people handed in on one device within %(minutes)s minutes.", **f
    ),
    Kind.FAST_ANSWERS: lambda **f: gettext(
        "%(items)s questions answered within %(seconds)s seconds, and passed.", **f
    ),
    Kind.FAST_READING: lambda **f: gettext(
        "%(lessons)s lessons (%(words)s words) ticked off within %(seconds)s seconds.", **f
    ),
    Kind.SAME_ANSWERS: lambda **f: gettext(
        "%(people)s people of one team: %(shared)s shared questions answered alike, %(wrong)s of "
        "them with the same wrong answer.",
        **f,
    ),
    Kind.LATE_REGISTER: lambda **f: gettext(
        "%(people)s attendances of the class of %(held)s were entered up to %(days)s days later.",
        **f,
    ),
    Kind.EARLY_REGISTER: lambda **f: gettext(
        "%(people)s attendances were entered before the class of %(held)s.", **f
    ),
    Kind.OWN_REGISTER: lambda **f: gettext(
        "The register of %(held)s was entered and signed by one person, who stands in it.", **f
    ),
    Kind.TWO_PLACES: lambda **f: gettext(
        "%(people)s people stand in two registers of %(held)s, at the same time in two places.",
        **f,
    ),
    Kind.BEFORE_BEGINNING: lambda **f: gettext(
        "Passed on %(completed)s; begun or last read on %(last)s, which is later.", **f
    ),
    Kind.CERTIFICATE_DAYS: lambda **f: gettext(
        "Dated %(printed)s, issued on %(issued)s, module passed on %(passed)s.", **f
    ),
    Kind.BEFORE_ROSTER: lambda **f: gettext(
        "Counts as trained on %(met)s; first day on a roster: %(first)s.", **f
    ),
    Kind.CLAIM_AHEAD: lambda **f: gettext(
        "Said to have ended on %(done)s, entered on %(entered)s.", **f
    ),
}


def sentence(sign: Sign) -> str:
    """The facts of a sign in one sentence, without a name and without a verdict."""
    figures = {
        name: day(value) if isinstance(value, date) else number(value)
        for name, value in sign.figures
        if name != "helped"
    }
    return str(_SENTENCES[sign.kind](**figures))


def helped(sign: Sign) -> int:
    """How many people were helped at that (in help mode): legitimate, and said beside the sign."""
    return int(dict(sign.figures).get("helped", 0))  # type: ignore[arg-type]


NAMED = 3


def names(sign: Sign, people: Mapping[UUID, Who]) -> str:
    """Whom a sign is about, in short: three names, how many more, the team or how many teams."""
    found = [people[one] for one in sign.people]
    parts = [", ".join(who.name for who in found[:NAMED])]
    if len(found) > NAMED:
        parts.append(str(gettext("and %(num)s more", num=number(len(found) - NAMED))))
    teams = sorted({who.team for who in found if who.team})
    if len(teams) > 1:
        teams = [str(gettext("%(num)s teams", num=number(len(teams))))]
    return "; ".join([" ".join(parts), *teams])
