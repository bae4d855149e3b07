"""Certificates in the demo: names checked, a programme by decision, one revoked, one replaced.

Certificates of modules come of themselves, by passing; the programme asks for classes.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from certificates import designs, operations, queries
from certificates.earning import evidence_of
from certificates.models import Certificate, Certification, Issuer, Reason, Terms
from certificates.name_models import NameCheck
from certificates.operations import Asked, Decision
from lms.core.access import Actor
from lms.core.audit import entered
from lms.core.db import db
from lms.demo.roster import DemoCommune, Member

CODE = "BD-TCNSCD"
TITLE = "Bồi dưỡng kỹ năng số hằng năm cho thành viên Tổ công nghệ số cộng đồng"
HOURS = 4
TEAMS = 12  # of the commune to show, whose members' names are checked
SIGNATORY = {"authority": "KT. GIÁM ĐỐC", "post": "Phó Giám đốc", "name": "Lương Thanh Tùng"}
REVOKED = Decision(
    Reason.NOT_EARNED,
    "15/QĐ-SKHCN",
    "Cấp nhầm: bài kiểm tra do người khác làm thay.",
)
REPLACED = Decision(
    Reason.UNIT,
    "16/QĐ-SKHCN",
    "In sai tên tổ; đã cấp lại bằng giấy có số mới.",
)


def show_certificates(main: DemoCommune, by: Actor, at: datetime, today: date) -> None:
    """What the office does with certificates, in the commune to show."""
    issuer = db.session.scalars(select(Issuer).order_by(Issuer.id)).first()
    if issuer is None:
        return
    _check_names(main, at)
    terms = _programme(issuer, by, at)
    _issue(terms, main, by, at, today)
    _end_two(main, by, at, today)
    operations.void_number(issuer, "Phôi in bị nhòe, đã hủy.", by=by, at=at)


def _members(main: DemoCommune) -> list[Member]:
    return [member for team in main.teams[:TEAMS] for member in team.members]


def _check_names(main: DemoCommune, at: datetime) -> None:
    """Most people have said that their name is right; one says how it should be."""
    for number, member in enumerate(_members(main)):
        if number % 7 == 3:
            continue
        person = member.person
        self_said = entered(Actor(person.id, person.full_name), at - timedelta(days=30))
        is_right = number != 11
        wanted = "" if is_right else f"{person.full_name.rpartition(' ')[0]} Thủy"
        db.session.add(
            NameCheck(
                person_id=person.id,
                name=person.full_name,
                is_right=is_right,
                wanted=wanted,
                **self_said,
            )
        )
    db.session.flush()


def _programme(issuer: Issuer, by: Actor, at: datetime) -> Terms:
    row: Certification = operations.found_certification(
        CODE,
        issuer,
        Asked(
            title=TITLE,
            class_hours=HOURS,
            signatories=(SIGNATORY,),
            template_version_id=designs.found_design("plain", by=by, at=at).id,
            is_automatic=False,
            waits_for_name=True,
        ),
        by=by,
        at=at,
    )
    return queries.current_terms(row.id)


def _issue(terms: Terms, main: DemoCommune, by: Actor, at: datetime, today: date) -> None:
    """Last year's, by a decision of then, to whoever earned it."""
    year = today.year - 1
    then = at.replace(year=year, month=12, day=30)
    people = [member.person.id for member in _members(main)]
    evidence = evidence_of(terms, year, people)
    checks = queries.name_checks(people)
    decision = f"Theo Quyết định số 128/QĐ-SKHCN ngày 30/12/{year}"
    for person_id in people:
        is_ready = operations.may_be_issued(terms, checks.get(person_id))
        if is_ready and person_id in evidence and evidence[person_id].earns(terms):
            operations.issue(
                terms, person_id, evidence[person_id], year, by=by, at=then, decision=decision
            )


def _end_two(main: DemoCommune, by: Actor, at: datetime, today: date) -> None:
    """The first two of this year's certificates of modules: one revoked, one replaced."""
    rows = db.session.scalars(
        select(Certificate)
        .where(
            Certificate.person_id.in_([member.person.id for member in _members(main)]),
            Certificate.programme_code != CODE,
            Certificate.year == today.year,
        )
        .order_by(Certificate.number)
        .limit(2)
    ).all()
    for row, decision in zip(rows, (REVOKED, REPLACED), strict=False):
        if decision is REVOKED:
            operations.revoke(row, decision, by=by, at=at)
        else:
            operations.replace(row, decision, by=by, at=at)
