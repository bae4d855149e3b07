"""The forms of batches, filled with what an officer may choose, and what their answers mean."""

from __future__ import annotations

from uuid import UUID

from flask import g
from flask_babel import gettext as _

from certificates import batch_people, programmes
from certificates.batch_forms import ClassBatchForm, DecisionForm, PersonsBatchForm, UnitBatchForm
from certificates.batch_models import Scope
from certificates.batches import Decided
from certificates.models import Terms
from certificates.permissions import CertificatePermission
from courses.queries import newest_version
from lms.core.clock import now, today
from lms.core.errors import Refused
from lms.core.forms import options
from lms.core.i18n import day as words_of_day
from lms.org.queries import get_unit
from lms.training.queries import get_class

ISSUE = CertificatePermission.ISSUE
FORMS = {
    Scope.CLASS: ClassBatchForm,
    Scope.UNIT: UnitBatchForm,
    Scope.PERSONS: PersonsBatchForm,
}
SHOWN_UNCLEAR = 5


def form_for(scope: Scope) -> DecisionForm:
    """The form with its lists."""
    form, year = FORMS[scope](), today().year
    form.certification.choices = options(
        {str(one.certification_id): _words(one) for one in programmes.newest_terms(at=now())}
    )
    form.year.choices = options({str(one): str(one) for one in (year, year - 1)})
    if isinstance(form, ClassBatchForm):
        form.place.choices = options(_places(scope, year))
    return form


def _words(terms: Terms) -> str:
    """The code and what is printed: a title of its own, or that of the module."""
    code = terms.certification.code
    module = None if terms.title else newest_version(code)
    return f"{code}. {terms.title or (module.title if module else '')}".strip(". ")


def _places(scope: Scope, year: int) -> dict[str, str]:
    if scope is Scope.UNIT:
        return batch_people.units(g.actor, ISSUE, today())
    held = [one for some in (year, year - 1) for one in batch_people.classes(g.actor, ISSUE, some)]
    return {str(one.id): f"{words_of_day(one.held_on)}. {one.title}" for one in held}


def decided(scope: Scope, form: DecisionForm) -> Decided:
    """The decision, and what the list is called."""
    place = UUID(form.place.data) if isinstance(form, ClassBatchForm) else None
    return Decided(
        scope,
        place,
        _title(scope, form, place),
        form.decision_number.data or "",
        form.decided_on.data or today(),
    )


def _title(scope: Scope, form: DecisionForm, place: UUID | None) -> str:
    if place is None:
        return (
            _("%(first)s and others", first=_lines(form)[0])
            if len(_lines(form)) > 1
            else (_lines(form)[0])
        )
    if scope is Scope.UNIT:
        return get_unit(place, today()).title
    held = get_class(g.actor, place, ISSUE, halls=False)
    return f"{held.title}, {words_of_day(held.held_on)}"


def _lines(form: DecisionForm) -> list[str]:
    return form.typed() if isinstance(form, PersonsBatchForm) else []


def people_of(scope: Scope, form: DecisionForm) -> list[UUID]:
    """Whom the list is for. Refused when a line means nobody, or more than one person."""
    if isinstance(form, PersonsBatchForm):
        return _named(form)
    place = UUID(form.place.data) if isinstance(form, ClassBatchForm) else None
    if place is None:
        return []
    return (
        batch_people.of_unit(place, today())
        if scope is Scope.UNIT
        else (batch_people.of_class(place))
    )


def _named(form: PersonsBatchForm) -> list[UUID]:
    found = batch_people.named(g.actor, ISSUE, form.typed(), today())
    nobody = [line for line, people in found if not people]
    several = [line for line, people in found if len(people) > 1]
    if nobody:
        raise Refused(
            _("Nobody in a team where your role holds has this name: %(names)s. Please look at the "
              "spelling.", names="; ".join(nobody[:SHOWN_UNCLEAR]))
        )  # fmt: skip
    if several:
        raise Refused(
            _("Several people have this name: %(names)s. Please add the team or the commune after "
              "a comma.", names="; ".join(several[:SHOWN_UNCLEAR]))
        )  # fmt: skip
    return [people[0] for _line, people in found]
