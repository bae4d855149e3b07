"""Programmes that certificates vouch for: the newest terms of each certification, and its title."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect, func, or_, select
from sqlalchemy.orm import aliased

from certificates.models import Certification, Terms, TermsModule
from courses.models import ModuleVersion
from courses.queries import latest_of_all
from lms.core.db import db


def newest_number() -> ScalarSelect[int]:
    """The number of the newest terms of the certification of the query around it."""
    other = aliased(Terms)
    return (
        select(func.max(other.number))
        .where(other.certification_id == Certification.id)
        .correlate(Certification)
        .scalar_subquery()
    )


def newest_terms(*, at: datetime | None = None) -> Sequence[Terms]:
    """The newest terms of every certification; with `at` only of those that have not ended."""
    query = (
        select(Terms)
        .join(Certification, Certification.id == Terms.certification_id)
        .where(Terms.number == newest_number())
        .order_by(Certification.code)
    )
    if at is not None:
        query = query.where(or_(Certification.ended_at.is_(None), Certification.ended_at > at))
    return db.session.scalars(query).all()


def modules() -> Mapping[UUID, ModuleVersion]:
    """Module → its newest version, for titles."""
    return {version.module_id: version for version in latest_of_all()}


def title_of(terms: Terms, known: Mapping[UUID, ModuleVersion]) -> str:
    """What is printed as the programme: the title of the terms, else of their one module."""
    if terms.title:
        return terms.title
    named = [known[one].title for one in sorted(terms.module_ids) if one in known]
    return named[0] if len(named) == 1 else terms.certification.code


def titles() -> Sequence[tuple[UUID, str]]:
    """Every certification with its title, also those that have ended: their papers are there."""
    known = modules()
    return [(one.certification_id, title_of(one, known)) for one in newest_terms()]


def titles_by_code() -> dict[str, str]:
    """Code of a certification → its title, where it has one of its own or a module's.

    Two queries, whatever there is: phones ask for it with the status list.
    """
    known, found = modules(), dict[str, set[str]]()
    rows = db.session.execute(
        select(Certification.code, Terms.title, TermsModule.module_id)
        .join(Terms, Terms.certification_id == Certification.id)
        .outerjoin(TermsModule, TermsModule.terms_id == Terms.id)
        .where(Terms.number == newest_number())
    )
    for code, title, module_id in rows:
        version = known.get(module_id)
        found.setdefault(code, set()).add(title or (version.title if version else ""))
    return {code: names.pop() for code, names in found.items() if len(names) == 1 and all(names)}
