"""Verbs of certificates: found an issuer, certify, issue when earned, revoke, replace, void."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from certificates import queries, rules
from certificates.designs import found_design
from certificates.earning import Earned, Evidence, earned, evidence_of
from certificates.entering import enter, lock_book, next_numbers
from certificates.holders import holders_of
from certificates.models import (
    Certificate,
    CertificateStep,
    Certification,
    Ended,
    Issuer,
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
from lms.core.names import tidy
from lms.people.queries import canonical

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
        ready = {
            person_id
            for person_id in without & evidence.keys()
            if evidence[person_id].earns(one) and may_be_issued(one, checks.get(person_id))
        }
        if ready:  # somebody else may issue to them at this moment: in turn
            lock_book(one.issuer_id, local_day(at).year)
            ready -= queries.holders(ready, one.certification_id, year)
        chosen = {person_id: evidence[person_id] for person_id in sorted(ready)}
        issued += issue_many(one, chosen, year, by=SYSTEM, at=at)
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
    return issue_many(
        terms, {person_id: evidence}, year, by=by, at=at, batch_id=batch_id, decision=decision
    )[0]


def issue_many(
    terms: Terms, earned_by: Mapping[UUID, Evidence], year: int, *, by: Actor, at: datetime,
    batch_id: UUID | None = None, decision: str = "",
) -> list[Certificate]:  # fmt: skip
    """Issue to several people, in the order given; everything is read and written together."""
    holders, same = holders_of(earned_by, at), _of_terms(terms)
    printed = []
    for person_id, evidence in earned_by.items():
        facts = earned(terms, evidence)
        printed.append(
            {
                "certification_id": terms.certification_id,
                "enrolment_id": facts.enrolment_id,
                "batch_id": batch_id,
                "year": year,
                "edition": 1,
                "decision": decision,
                **_printed(facts, terms),
                **same,
                **holders[person_id],
            }
        )
    return enter(terms, printed, by=by, at=at)


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
    return enter(terms, [printed_anew(certificate, at=at)], by=by, at=at)[0]


def printed_anew(certificate: Certificate, *, at: datetime) -> dict[str, Any]:
    """What the next edition of a certificate would say: same evidence, the roster of today."""
    kept = (
        "certification_id", "enrolment_id", "year", "decision", "programme", "programme_code",
        "evidence", "began_on", "completed_on", "score", "out_of",
    )  # fmt: skip
    holder = canonical([certificate.person_id])[certificate.person_id]
    return {
        **{name: getattr(certificate, name) for name in kept},
        **_of_terms(db.session.get_one(Terms, certificate.terms_id)),
        **holders_of([holder], at)[holder],
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
    """The next number of an issuer's book; the row is locked until the transaction ends."""
    return next_numbers(issuer_id, year, 1)
