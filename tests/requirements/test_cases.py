"""Exemptions, more time, outside learning: asked, decided by another, taken back."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Frozen, Refused
from lms.core.files import StoredFile, body_of
from lms.requirements import cases, duties, operations, queries
from lms.requirements.check import differences
from lms.requirements.models import (
    CaseDecision,
    Claim,
    ClaimSource,
    Dispensation,
    DispensationKind,
)
from lms.requirements.operations import Wording
from lms.requirements.rules import Coverage, Rule
from tests.cast import AT, Cast
from tests.conftest import Visitor
from tests.requirements.test_queries import DAY, looking_at, the_duty

SignedIn = Callable[[str], Visitor]
PHOTO = b"\xff\xd8\xff\xe0 a photograph"


def asked(
    cast: Cast, kind: DispensationKind, until: date | None = None, duty_code: str = ""
) -> Dispensation:
    duty = duties.get_duty(duties.get_year(2026), DAY, duty_code)
    what = cases.Asked(date(2026, 3, 1), until, "ốm dài ngày")
    row = cases.ask_dispensation(cast.person("lan"), duty, kind, what, by=cast.actor("hoa"), at=AT)
    db.session.flush()
    return row


def claimed(cast: Cast, topic: str = "", done_on: date = date(2026, 5, 2)) -> Claim:
    learnt = cases.Learnt(
        ClaimSource.NATIONAL, "Kỹ năng số", topic, done_on, 240, "Giấy số 12", PHOTO
    )
    row = cases.claim(cast.person("lan"), learnt, by=cast.actor("hoa"), at=AT)
    db.session.flush()
    return row


def decide(cast: Cast, case: Dispensation | Claim, granted: bool, reason: str = "x") -> None:
    cases.decide(case, granted=granted, reason=reason, by=cast.actor("tung"), at=AT)


def na_sam(cast: Cast, day: date = DAY, code: str = "") -> Coverage:
    duty = duties.get_duty(duties.get_year(2026), day, code)
    return queries.all_in(looking_at(cast, "na-sam"), duty, day)


def test_an_exemption_holds_for_its_days_once_granted_until_taken_back(
    app: Flask, cast: Cast
) -> None:
    row = asked(cast, DispensationKind.EXEMPTION, date(2026, 8, 31))
    assert na_sam(cast, date(2026, 8, 31)).exempt == 0
    decide(cast, row, granted=True)
    found = na_sam(cast, date(2026, 8, 31))
    assert (found.members, found.bound, found.exempt) == (3, 2, 1)
    assert na_sam(cast, date(2026, 9, 1)).exempt == 0
    assert na_sam(cast, date(2026, 2, 28)).exempt == 0
    assert differences(duties.get_year(2026), date(2026, 8, 31)) == []
    decide(cast, row, granted=False, reason="nhầm người")
    assert na_sam(cast, date(2026, 8, 31)).exempt == 0
    decisions = db.session.scalars(select(CaseDecision).order_by(CaseDecision.id)).all()
    assert [one.granted for one in decisions] == [True, False]
    decisions[0].reason = "khác"
    with pytest.raises(Frozen):
        db.session.flush()


def test_more_time_moves_the_day_on_which_somebody_is_overdue(app: Flask, cast: Cast) -> None:
    year = duties.get_year(2026)
    rule = Rule(due=date(2026, 6, 30), joined_before=date(2026, 10, 1))
    operations.add_requirement(year, rule, Wording("Sớm", "x"), by=cast.actor("tung"), at=AT)
    row = asked(cast, DispensationKind.EXTENSION, date(2026, 7, 31), "som")
    decide(cast, row, granted=True)
    states = [
        (found.due, found.overdue)
        for found in (na_sam(cast, date(2026, 7, day), "som") for day in (1, 31))
    ]
    assert states == [(1, 2), (1, 2)]
    assert na_sam(cast, date(2026, 8, 1), "som").overdue == 3
    assert differences(year, date(2026, 7, 15)) == []


def test_nobody_decides_what_they_asked_for(app: Flask, cast: Cast) -> None:
    row = asked(cast, DispensationKind.EXEMPTION)
    with pytest.raises(Refused):
        cases.decide(row, granted=True, reason="", by=cast.actor("hoa"), at=AT)
    with pytest.raises(Refused):
        decide(cast, row, granted=False, reason="")
    decide(cast, row, granted=True)
    with pytest.raises(Refused):
        decide(cast, row, granted=True)


def test_what_makes_no_sense_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(Refused):
        asked(cast, DispensationKind.EXTENSION)
    with pytest.raises(Refused):
        asked(cast, DispensationKind.EXEMPTION, date(2026, 1, 1))
    asked(cast, DispensationKind.EXEMPTION)
    with pytest.raises(Refused):
        asked(cast, DispensationKind.EXEMPTION)
    claimed(cast)
    with pytest.raises(Refused):
        claimed(cast)


def test_outside_learning_counts_in_its_own_column_once_recognised(app: Flask, cast: Cast) -> None:
    year, duty = duties.get_year(2026), the_duty()
    one_outside = Rule(**{**vars(duty.rule), "outside_cap": 1})
    operations.change_requirement(
        duty.requirement, year.opens, one_outside, Wording("x", "x"), by=Actor(None, "t"), at=AT
    )
    row = claimed(cast)
    assert na_sam(cast).met == 0
    decide(cast, row, granted=True)
    found = na_sam(cast)
    assert (found.met, found.recognised, found.attendances, found.hours) == (1, 1, 0, 4)
    assert differences(year, DAY) == []
    decide(cast, row, granted=False, reason="giấy giả")
    assert (na_sam(cast).met, na_sam(cast).recognised) == (0, 0)
    assert differences(year, DAY) == []


def test_a_damaged_file_is_never_handed_out(app: Flask, cast: Cast) -> None:
    row = db.session.get(StoredFile, claimed(cast).file_id)
    assert row is not None
    assert body_of(row) == PHOTO
    path = next((Path(app.config["DATA_DIR"]) / "files").rglob(row.sha256))
    path.write_bytes(PHOTO + b"!")
    with pytest.raises(Refused):
        body_of(row)


def test_from_the_person_to_the_decision(signed_in: SignedIn, cast: Cast) -> None:
    lan = cast.persons["lan"]
    hoa = signed_in("hoa")
    page = hoa.get(f"/requirements/2026/persons/{lan}")
    page = hoa.get(page.link("Ghi khóa học ngoài</a>"))
    data = {
        "source": "national", "title": "Kỹ năng số", "topic": "", "done_on": "2026-05-02",
        "hours": "4", "note": "", "evidence": (io.BytesIO(PHOTO), "anh.jpg"),
    }  # fmt: skip
    reply = hoa.client.post(
        f"/requirements/2026/persons/{lan}/claims",
        data={**data, "csrf_token": hoa.page.token},
        headers={"Origin": "http://localhost"},
    )
    assert reply.status_code == 303
    page = hoa.get(reply.headers["Location"])
    assert "Chờ quyết định" in page.words
    proof = hoa.client.get(f"{reply.headers['Location']}/evidence")
    assert (proof.data, proof.mimetype) == (PHOTO, "image/jpeg")
    assert proof.headers["Content-Disposition"].startswith("attachment")
    tung = signed_in("tung")
    page = tung.get("/requirements/2026/cases")
    assert "Hoàng Thị Lan" in page.words
    tung.get(reply.headers["Location"])
    page = tung.send(f"{reply.headers['Location']}/decisions", 409, decision="refused")
    assert "lý do" in page.words.lower()
    tung.send(f"{reply.headers['Location']}/decisions", 200, decision="granted", reason="")
    assert "Đồng ý" in tung.get(f"/requirements/2026/persons/{lan}").words
    assert "Kỹ năng số" in tung.page.words


def test_a_stranger_to_the_commune_sees_no_case(signed_in: SignedIn, cast: Cast) -> None:
    what = cases.Asked(date(2026, 3, 1), None, "ốm")
    row = cases.ask_dispensation(
        cast.person("khach"), the_duty(), DispensationKind.EXEMPTION, what,
        by=cast.actor("tung"), at=AT,
    )  # fmt: skip
    db.session.commit()
    hoa = signed_in("hoa")
    assert "Vi Thị Khách" not in hoa.get("/requirements/2026/cases").words
    hoa.get(f"/requirements/2026/cases/{row.id}", 404)
