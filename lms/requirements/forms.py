"""The forms of the year: opening it, its duties, what is asked for and decided."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, DecimalField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from lms.core.clock import today
from lms.core.forms import (
    AtMost,
    DayField,
    FileField,
    Filled,
    Form,
    NotAfter,
    TextField,
    TicksField,
    options,
)
from lms.people.words import POSTS, TEAM_ROLES
from lms.requirements.models import ClosingRule
from lms.requirements.rules import Rule
from lms.requirements.words import CLAIM_SOURCES, CLOSING_RULES, DISPENSATION_KINDS

MOST = 99
TICKED = ("listed", "compulsory", "roles", "posts", "units")


class YearForm(Form):
    """Open a training year."""

    year = IntegerField(
        _("Year"),
        [NumberRange(2020, 2100, _("Please type a year such as 2027."))],
    )
    closing_rule = RadioField(
        _("When does the year close?"),
        choices=options(CLOSING_RULES),
        default=ClosingRule.CALENDAR.value,
    )
    legal_basis = TextField(
        _("Legal basis"), [Filled(_("Please name the plan or decision.")), AtMost(400)]
    )


def _count(label: str) -> IntegerField:
    return IntegerField(
        label, [NumberRange(0, MOST, _("Please type a number from 0 to 99."))], default=0
    )


class RequirementForm(Form):
    """What a requirement asks. Shape only; sense is judged by the rules."""

    title = TextField(_("What is it called?"), [Filled(_("Please give a name.")), AtMost(120)])
    modules = _count(_("Modules to pass online (0: not a way)"))
    listed = TicksField(_("Only these modules count (none ticked: any)"), default=())
    classes = _count(_("Classes to attend (0: not a way)"))
    class_hours = DecimalField(
        _("A class counts from so many hours (0: any)"),
        [Optional(), NumberRange(0, 40, _("Please type a number from 0 to 40."))],
        default=Decimal(0),
        places=None,
    )
    both_ways = RadioField(
        _("Which of the two?"),
        choices=options({"": _("Either is enough"), "1": _("Both are needed")}),
        default="",
    )
    compulsory = TicksField(_("Modules needed in any case"), default=())
    outside_cap = _count(_("Outside courses that may stand in, at most"))
    roles = TicksField(
        _("Only these roles in the team (none ticked: all)"),
        choices=options(TEAM_ROLES),
        default=(),
    )
    posts = TicksField(_("Only these posts (none ticked: all)"), choices=options(POSTS), default=())
    units = TicksField(_("Only these communes (none ticked: all)"), default=())
    joined_before = DayField(_("Binds who joined before"), [Filled(_("Please choose a day."))])
    due = DayField(_("Last day"), [Filled(_("Please choose a day."))])
    legal_basis = TextField(
        _("Legal basis"), [Filled(_("Please name the plan or decision.")), AtMost(400)]
    )

    def rule(self) -> Rule:
        """The rule as typed."""
        typed = self.data
        return Rule(
            due=typed["due"],
            joined_before=typed["joined_before"],
            classes=typed["classes"],
            class_minutes=int((typed["class_hours"] or 0) * 60),
            modules=typed["modules"],
            both_ways=bool(typed["both_ways"]),
            outside_cap=typed["outside_cap"],
            in_force=not typed.get("ended"),
            **{name: tuple(typed[name]) for name in TICKED},
        )


class ChangeRequirementForm(RequirementForm):
    """Another rule for a requirement from a day on."""

    since = DayField(_("From which day on?"), [Filled(_("Please choose a day."))])
    ended = BooleanField(_("No longer ask for this from that day on"))
    why = TextField(_("Why is it changed?"), [Filled(_("Please give the reason.")), AtMost(400)])


def typed_from(rule: Rule) -> dict[str, Any]:
    """The fields of the form that show a rule."""
    return {
        **vars(rule),
        "both_ways": "1" if rule.both_ways else "",
        "class_hours": rule.class_minutes / 60,
        "ended": not rule.in_force,
    }


class DispensationForm(Form):
    """Ask for an exemption or for more time."""

    requirement = SelectField(_("From which duty?"))
    kind = RadioField(
        _("What is asked for?"),
        choices=options(DISPENSATION_KINDS),
        validators=[Filled(_("Please choose one."))],
    )
    since = DayField(_("From"), [Filled(_("Please choose a day."))], default=lambda: today())
    until = DayField(_("Until (may be left empty for an exemption)"), [Optional()])
    reason = TextField(_("Why?"), [Filled(_("Please give the reason.")), AtMost(400)])
    evidence = FileField(_("Photograph or PDF of the proof (if there is one)"))


class ClaimForm(Form):
    """Enter something learnt outside."""

    source = SelectField(_("Where was it learnt?"), choices=options(CLAIM_SOURCES))
    title = TextField(_("Name of the course"), [Filled(_("Please name the course.")), AtMost(200)])
    topic = SelectField(_("Which module does it stand for?"))
    done_on = DayField(
        _("On which day was it finished?"),
        [Filled(_("Please choose a day.")), NotAfter(lambda: today())],
    )
    hours = DecimalField(
        _("How many hours?"),
        [NumberRange(0.25, 400, _("Please type the hours, such as 4."))],
        places=None,
    )
    note = TextField(_("How do you know? (number of the certificate, who saw it)"), [AtMost(400)])
    evidence = FileField(_("Photograph or PDF of the proof (if there is one)"))


class CaseDecisionForm(Form):
    """Grant or refuse."""

    decision = RadioField(
        _("Decision"),
        choices=options({"granted": _("Grant"), "refused": _("Refuse")}),
        validators=[Filled(_("Please choose one."))],
    )
    reason = TextField(_("Reason (needed when refused or taken back)"), [AtMost(400)])


class SealForm(Form):
    """Seal a year; a reason is needed for a later edition or when communes are missing."""

    reason = TextField(
        _("Reason (needed when communes are missing, or for a new edition)"), [AtMost(400)]
    )


class PackageForm(Form):
    """A sealed package to check."""

    file = FileField(_("Sealed package (.zip)"), [Filled(_("Please choose a file."))])
