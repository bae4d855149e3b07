"""Verbs of certificates: found an issuer, certify, issue when earned, revoke, replace, void."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import choice, token_urlsafe
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from certificates import claims, keys, queries, rules
from certificates.designs import found_design
from certificates.earning import Earned, Evidence, earned, evidence_of
from certificates.facts import CertificateIssued
from certificates.models import (
    Certificate,
    CertificateStep,
    Certification,
    Ended,
    Issuer,
    NumberBook,
    Reason,
    Signing,
    Terms,
    TermsModule,
    Validity,
    VoidNumber,
)
from certificates.name_models import NameCheck
from courses.models import Module
from lms.core.access import SYSTEM, Actor
from lms.core.audit import entered, record
from lms.core.clock import local_day
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.facts import announce
from lms.core.names import tidy
from lms.org.models import Level
from lms.org.queries import path
from lms.people.models import Person
from lms.people.queries import canonical, seat_of

TOKEN_BYTES = 16
WINDOW_DAYS = 60
MOST_SIGNATORIES = 3


def found_issuer(superior: str, name: str, *, place: str, series: str, signatory: str) -> Issuer:
    """The issuer with this series; entered when there is none."""
    issuer = db.session.scalar(select(Issuer).where(Issuer.series == series))
    if issuer is None:
        issuer = Issuer(
            superior=superior, name=name, place=place, series=series, signatory=signatory
        )
        db.session.add(issuer)
    return issuer


@dataclass(frozen=True)
class Asked:
    """What terms ask for and promise; the defaults are those of a module of the catalogue."""

    title: str = ""
    module_ids: frozenset[UUID] = frozenset()
    class_hours: int = 0
    class_topic: str = ""
    validity: Validity = Validity.YEAR
    months: int | None = None
    window_days: int = WINDOW_DAYS
    signatories: tuple[dict[str, str], ...] = ()
    signing: Signing = Signing.SEAL
    template_version_id: UUID | None = None
    is_automatic: bool = True
    waits_for_name: bool = False


def certify(module_id: UUID, issuer: Issuer, *, at: datetime) -> Certification:
    """Let completing a module earn a certificate of an issuer; once."""
    code = db.session.get_one(Module, module_id).code
    found = queries.certification_by_code(code)
    if found is None:
        asked = Asked(module_ids=frozenset({module_id}))
        found = found_certification(code, issuer, asked, by=SYSTEM, at=at)
    return found


def found_certification(
    code: str, issuer: Issuer, asked: Asked, *, by: Actor, at: datetime
) -> Certification:
    """A new certification with its first terms."""
    row = Certification(code=code)
    db.session.add(row)
    db.session.flush()
    record("certification.founded", row, by=by, at=at, label=code)
    set_terms(row, issuer, asked, by=by, at=at)
    return row


def set_terms(
    certification: Certification, issuer: Issuer, asked: Asked, *, by: Actor, at: datetime
) -> Terms:
    """What a certification asks for from now on; certificates issued before keep their terms.

    Refused when nothing would earn it, when months are missing, or with too many signatories.
    """
    refuse_flaw(asked)
    last = db.session.scalar(
        select(Terms.number)
        .where(Terms.certification_id == certification.id)
        .order_by(Terms.number.desc())
        .limit(1)
    )
    version_id = asked.template_version_id or found_design("classic", by=by, at=at).id
    signatories = asked.signatories or ({"authority": "", "post": issuer.signatory, "name": ""},)
    terms = Terms(
        certification_id=certification.id,
        number=(last or 0) + 1,
        title=tidy(asked.title),
        class_hours=asked.class_hours,
        class_topic=asked.class_topic,
        validity=asked.validity,
        months=asked.months,
        window_days=asked.window_days,
        issuer_id=issuer.id,
        signatories=list(signatories),
        signing=asked.signing,
        template_version_id=version_id,
        is_automatic=asked.is_automatic,
        waits_for_name=asked.waits_for_name,
        modules=[TermsModule(module_id=module_id) for module_id in sorted(asked.module_ids)],
        certification=certification,
        issuer=issuer,
        **entered(by, at),
    )
    db.session.add(terms)
    db.session.flush()
    record("certification.terms_set", terms, by=by, at=at, label=certification.code)
    return terms


def refuse_flaw(asked: Asked) -> None:
    """Refuse terms that make no sense, in the words of whoever sets them."""
    if not asked.module_ids and not asked.class_hours:
        raise Refused(_("Nothing is asked for yet: please tick a module or give hours of classes."))
    if asked.validity is Validity.MONTHS and not asked.months:
        raise Refused(_("Please say for how many months it holds."))
    if len(asked.signatories) > MOST_SIGNATORIES:
        raise Refused(_("At most three people sign a certificate."))
    if not all(tidy(one["post"]) for one in asked.signatories):
        raise Refused(_("Please give the post of everybody who signs."))


def issue_earned(
    person_ids: Collection[UUID], year: int, terms: Iterable[Terms], *, at: datetime
) -> list[Certificate]:
    """Issue what people have earned of itself, under each of these terms; nobody gets it twice."""
    holders = set(canonical(person_ids).values())
    issued = []
    for one in terms:
        without = holders - queries.holders(holders, one.certification_id, year)
        evidence = evidence_of(one, year, without)
        checks = queries.name_checks(without)
        issued += [
            issue(one, person_id, evidence[person_id], year, by=SYSTEM, at=at)
            for person_id in sorted(without & evidence.keys())
            if evidence[person_id].earns(one) and may_be_issued(one, checks.get(person_id))
        ]
    return issued


def may_be_issued(terms: Terms, check: NameCheck | None) -> bool:
    """Whether the spelling of the name stands in no way: said wrong, or awaited."""
    return not terms.waits_for_name if check is None else check.is_right


def issue(
    terms: Terms, person_id: UUID, evidence: Evidence, year: int, *, by: Actor, at: datetime,
    batch_id: UUID | None = None, decision: str = "",
) -> Certificate:  # fmt: skip
    """Issue a certificate; the same person, programme and year get one only once.

    The unique key refuses a second one that another transaction issues at the same time.
    """
    facts = earned(terms, evidence)
    printed = {
        "certification_id": terms.certification_id,
        "enrolment_id": facts.enrolment_id,
        "batch_id": batch_id,
        "year": year,
        "edition": 1,
        "decision": decision,
        **_printed(facts, terms),
        **_of_terms(terms),
        **_holder(person_id, at),
    }
    return _enter(terms, printed, by=by, at=at)


def _printed(facts: Earned, terms: Terms) -> dict[str, Any]:
    return {
        "programme": facts.programme,
        "programme_code": terms.certification.code,
        "evidence": facts.details,
        "began_on": facts.began_on,
        "completed_on": facts.completed_on,
        "score": facts.score,
        "out_of": facts.out_of,
    }


def _of_terms(terms: Terms) -> dict[str, Any]:
    """What the terms and the issuer bring, as they are now."""
    issuer = terms.issuer
    return {
        "terms_id": terms.id,
        "template_version_id": terms.template_version_id,
        "issuer_id": issuer.id,
        "signing": terms.signing,
        "window_days": terms.window_days,
        "series": issuer.series,
        "issuer_superior": issuer.superior,
        "issuer_name": issuer.name,
        "place": issuer.place,
        "signatories": terms.signatories,
        "crest_id": issuer.crest_id,
    }


def _holder(person_id: UUID, at: datetime) -> dict[str, Any]:
    """The holder as the roster has them now; nothing of a team for somebody on no roster."""
    person, day = db.session.get_one(Person, person_id), local_day(at)
    check, seat = queries.name_check(person_id), seat_of(person_id, day)
    above = path(seat.unit_id, day) if seat else []
    commune = next((unit for unit in above if unit.level is Level.COMMUNE), None)
    return {
        "person_id": person_id,
        "holder_name": person.full_name,
        "name_confirmed": check is not None and check.is_right,
        "birth_year": person.birth_year,
        "team_id": seat.team.id if seat else None,
        "team_name": seat.team.name if seat else "",
        "commune_id": commune.id if commune else None,
        "unit_name": commune.title if commune else "",
    }


def _enter(terms: Terms, printed: dict[str, Any], *, by: Actor, at: datetime) -> Certificate:
    """Give a certificate its number, codes and claim, and enter it in the book."""
    day = local_day(at)
    number = next_number(printed["issuer_id"], day.year)
    until = rules.end_of_validity(terms.validity, terms.months, printed["year"], day)
    token = token_urlsafe(TOKEN_BYTES)
    key_id, private = keys.signing_key(at)
    claim = claims.claim_of(
        token, key_id, printed["holder_name"], number=number, book_year=day.year,
        issued_on=day, valid_until=until, series=printed["series"],
        programme=printed["programme_code"],
    )  # fmt: skip
    certificate = Certificate(
        **printed,
        book_year=day.year,
        number=number,
        number_text=rules.number_text(number, day.year, printed["series"]),
        token=token,
        code=rules.code_of("".join(choice(rules.ALPHABET) for _ in range(rules.RANDOM_LETTERS))),
        claim=claims.signed(claim, token, private),
        key_id=key_id,
        issued_at=at,
        issued_on=day,
        valid_until=until,
    )
    db.session.add(certificate)
    db.session.flush()
    record("certificate.issued", certificate, by=by, at=at, label=certificate.number_text)
    announce(CertificateIssued(certificate.id, certificate.person_id, at))
    return certificate


@dataclass(frozen=True)
class Decision:
    """Why a certificate comes to its end: reason, decision, what everybody may read, a note."""

    reason: Reason
    number: str
    public_text: str
    note: str = ""


def revoke(certificate: Certificate, decision: Decision, *, by: Actor, at: datetime) -> None:
    """End a certificate for good. Refused when it has ended, or without number and public text."""
    _end(certificate, Ended.REVOKED, decision, by=by, at=at)
    record("certificate.revoked", certificate, by=by, at=at, label=certificate.number_text)


def replace(
    certificate: Certificate, decision: Decision, *, by: Actor, at: datetime
) -> Certificate:
    """Issue it anew with the roster's facts of today; the old one ends, both stay in the book."""
    _end(certificate, Ended.REPLACED, decision, by=by, at=at)
    record("certificate.replaced", certificate, by=by, at=at, label=certificate.number_text)
    terms = db.session.get_one(Terms, certificate.terms_id)
    return _enter(terms, printed_anew(certificate, at=at), by=by, at=at)


def printed_anew(certificate: Certificate, *, at: datetime) -> dict[str, Any]:
    """What the next edition of a certificate would say: same evidence, the roster of today."""
    kept = (
        "certification_id", "enrolment_id", "year", "decision", "programme", "programme_code",
        "evidence", "began_on", "completed_on", "score", "out_of",
    )  # fmt: skip
    return {
        **{name: getattr(certificate, name) for name in kept},
        **_of_terms(db.session.get_one(Terms, certificate.terms_id)),
        **_holder(canonical([certificate.person_id])[certificate.person_id], at),
        "edition": certificate.edition + 1,
        "replaces_id": certificate.id,
    }


def _end(
    certificate: Certificate, kind: Ended, decision: Decision, *, by: Actor, at: datetime
) -> None:
    if db.session.scalar(select(CertificateStep).where(
        CertificateStep.certificate_id == certificate.id
    )):  # fmt: skip
        raise Refused(_("This certificate was revoked or replaced before."))
    if not tidy(decision.number) or not tidy(decision.public_text):
        raise Refused(_("Please give the number of the decision and what everybody may read."))
    row = CertificateStep(
        certificate_id=certificate.id,
        kind=kind,
        reason=decision.reason,
        decision_number=tidy(decision.number),
        public_text=tidy(decision.public_text),
        note=decision.note.strip(),
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire(certificate, ["step"])


def void_number(issuer: Issuer, reason: str, *, by: Actor, at: datetime) -> VoidNumber:
    """Take the next number out of the book for a spoiled form; no certificate will bear it."""
    if not tidy(reason):
        raise Refused(_("Please say why the number is void."))
    year = local_day(at).year
    number = next_number(issuer.id, year)
    row = VoidNumber(
        id=new_id(),
        issuer_id=issuer.id,
        year=year,
        number=number,
        number_text=rules.number_text(number, year, issuer.series),
        reason=tidy(reason),
        **entered(by, at),
    )
    db.session.add(row)
    db.session.flush()
    record("number.voided", row, by=by, at=at, label=row.number_text)
    return row


def next_number(issuer_id: UUID, year: int) -> int:
    """The next number of an issuer's book; the row is locked until the transaction ends.

    A transaction that rolls back gives its number back, so the book has no gaps.
    """
    taken = (
        update(NumberBook)
        .where(NumberBook.issuer_id == issuer_id, NumberBook.year == year)
        .values(last_number=NumberBook.last_number + 1)
        .returning(NumberBook.last_number)
    )
    number = db.session.scalar(taken)
    if number is None:
        _open_book(issuer_id, year)
        number = db.session.scalar(taken)
    return int(number or 0)


def _open_book(issuer_id: UUID, year: int) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(NumberBook(issuer_id=issuer_id, year=year, last_number=0))
    except IntegrityError:  # another transaction opened it a moment ago
        return
