"""A decision lists people: dry run, choices, issuing in parts, what an office takes along."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pypdf
from flask import Flask
from sqlalchemy import select

from certificates import batch_queries, batches, documents, number_book
from certificates.batch_judging import judged
from certificates.batch_models import BatchLine, Exclusion, IssueBatch, Outcome, Scope
from certificates.batches import Decided
from certificates.jobs import BATCH
from certificates.models import Certificate, Certification, Issuer
from certificates.name_models import NameCheck
from certificates.operations import Asked, found_certification
from lms.core.audit import AuditEvent
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.jobs.models import Job
from lms.core.outbox import Message
from lms.notifications import listeners
from lms.notifications.rules import Kind
from lms.people.models import TeamRole
from lms.people.operations.entering import enter_person, join_team
from lms.people.signin import actor_of
from lms.roles import ROLES
from lms.training.models import Attendance, Organiser, TrainingClass, Way
from tests.cast import AT, BEFORE, Cast
from tests.conftest import Visitor

Signed = Callable[[str], Visitor]


def a_class(cast: Cast, *names: str) -> TrainingClass:
    """A class of four hours in Na Sầm today, attended by some."""
    held = TrainingClass(
        title="Lớp an toàn số", held_on=today(), hours=4, organiser=Organiser.COMMUNE,
        unit_id=cast.units["na-sam"], place="Hội trường", begins=None,
    )  # fmt: skip
    db.session.add(held)
    db.session.flush()
    for name in names:
        db.session.add(Attendance(
            class_id=held.id, person_id=cast.persons[name], recorded_at=now(), recorded_by="x",
            way=Way.LIST, reason="",
        ))  # fmt: skip
    db.session.flush()
    return held


def four_hours(cast: Cast, **asked: Any) -> Certification:
    """A certification for four hours of classes, by a decision only."""
    issuer = db.session.scalars(select(Issuer)).first()
    assert issuer is not None
    terms = Asked(title="Bốn giờ an toàn số", class_hours=4, is_automatic=False, **asked)
    return found_certification("G4", issuer, terms, by=cast.actor("tung"), at=AT)


def a_batch(cast: Cast, certification: Certification, *names: str) -> IssueBatch:
    decided = Decided(Scope.PERSONS, None, "Danh sách", "12/QĐ-SKHCN", today())
    ids = [cast.persons[name] for name in names]
    by = cast.actor("tung")
    return batches.found_batch(certification.id, today().year, decided, ids, by=by, at=now())


def ends(batch: IssueBatch, cast: Cast) -> dict[str, Exclusion | Outcome]:
    names = {person_id: name for name, person_id in cast.persons.items()}
    return {
        names[line.person_id]: line.exclusion or line.outcome
        for line in batch_queries.lines(batch.id)
    }


def test_from_the_form_to_the_archive(app: Flask, cast: Cast, signed_in: Signed) -> None:
    """An officer lists a class, leaves somebody out, issues, and takes everything along."""
    held = a_class(cast, "lan", "hung", "an")
    certification = four_hours(cast)
    tung = signed_in("tung")
    tung.get("/certificates/batches/class/form")
    assert "123/QĐ-SKHCN" in tung.send("/certificates/batches/class", 422).words
    page = tung.send(
        "/certificates/batches/class", certification=str(certification.id), place=str(held.id),
        year=str(today().year), decision_number="12/QĐ-SKHCN", decided_on=today().isoformat(),
    )  # fmt: skip
    batch = db.session.scalars(select(IssueBatch)).one()
    assert all(name in page.words for name in ("Hoàng Thị Lan", "Nông Văn Hùng", "Lộc Văn Ấn"))
    an = next(one.line.position for one in judged(batch, now()) if one.name == "Lộc Văn Ấn")
    places = [line.position for line in batch_queries.lines(batch.id)]
    batches.choose(batch, places, set(places) - {an})
    db.session.flush()
    left_out = tung.get(f"/certificates/batches/{batch.id}?show=left-out")
    assert "Lộc Văn Ấn" in left_out.words
    assert "Hoàng Thị Lan" not in left_out.words
    for _press in range(2):  # a double click issues nothing twice
        tung.send(f"/certificates/batches/{batch.id}/issues")
    assert ends(batch, cast) == {
        "lan": Outcome.ISSUED, "hung": Outcome.ISSUED, "an": Exclusion.LEFT_OUT,
    }  # fmt: skip
    issued = batch_queries.certificates_of(batch.id)
    assert [one.number for one in issued] == [1, 2]
    assert issued[0].decision == f"Quyết định số 12/QĐ-SKHCN ngày {today():%d/%m/%Y}"
    assert set(documents.documents_of([one.id for one in issued])) == {one.id for one in issued}
    base = f"/certificates/batches/{batch.id}"
    with zipfile.ZipFile(io.BytesIO(tung.client.get(f"{base}/documents.zip").data)) as kept:
        index, *files = kept.namelist()
        lines = kept.read(index).decode("utf-8-sig").splitlines()
        assert files[0].startswith("Xã Na Sầm/Tổ CNSCĐ thôn Nà Pàn/00000")
        for name, line in zip(files, lines[1:], strict=True):
            assert name in line
            assert documents.press.sha256(kept.read(name)) in line
    printed = pypdf.PdfReader(io.BytesIO(tung.client.get(f"{base}/printing-1.pdf").data))
    assert len(printed.pages) == 2
    assert "/AcroForm" not in printed.trailer["/Root"]  # type: ignore[operator]
    listed = tung.client.get(f"{base}/list.csv").get_data(as_text=True)
    assert issued[0].number_text in listed
    assert "Lộc Văn Ấn" in listed
    exported = select(AuditEvent).where(AuditEvent.action == "certificate.exported")
    assert [one.details["form"] for one in db.session.scalars(exported)] == ["zip", "pdf", "csv"]
    tung.get(base)
    assert signed_in("hoa").client.get(base).status_code == 404


def test_everybody_left_out_has_a_reason(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "hung", "an")
    certification = four_hours(cast, waits_for_name=True)
    batch = a_batch(cast, certification, "lan", "hung", "an", "khach")
    by = cast.actor("tung")
    wrong = NameCheck(
        person_id=cast.persons["an"], name="Lộc Văn Ấn", is_right=False, wanted="Lộc Văn Ân",
        by_id=by.id, by_name=by.name, at=now(),
    )  # fmt: skip
    db.session.add(wrong)
    db.session.flush()
    found = {one.name: one for one in judged(batch, now())}
    assert found["Vi Thị Khách"].exclusion is Exclusion.NOT_EARNED
    assert found["Vi Thị Khách"].hours == 4
    assert found["Lộc Văn Ấn"].exclusion is Exclusion.NAME_WRONG
    assert found["Hoàng Thị Lan"].exclusion is Exclusion.NAME_UNCONFIRMED
    shown = {one.line.position: one.name for one in found.values()}
    shown[found["Nông Văn Hùng"].line.position] = "Tên đã đổi"  # as the page showed it before
    assert batches.confirm_names(batch, shown, by=by, at=now()) == 2  # lan and khach
    batches.begin(batch, by=by, at=now())
    for _part in batches.issue_parts(batch.id, at=now()):
        pass
    assert ends(batch, cast) == {
        "lan": Outcome.ISSUED, "hung": Exclusion.NAME_UNCONFIRMED,
        "an": Exclusion.NAME_WRONG, "khach": Exclusion.NOT_EARNED,
    }  # fmt: skip
    again = a_batch(cast, certification, "lan")
    assert [one.exclusion for one in judged(again, now())] == [Exclusion.HAS_ONE]


def test_people_by_name_are_found_or_asked_for(app: Flask, cast: Cast, signed_in: Signed) -> None:
    twin = enter_person("Hoàng Thị Lan", since=BEFORE)
    db.session.flush()
    join_team(twin.id, cast.teams["khoi-3"], TeamRole.MEMBER, since=BEFORE)
    certification = four_hours(cast)
    tung = signed_in("tung")
    tung.get("/certificates/batches/persons/form")
    fields = {
        "certification": str(certification.id), "year": str(today().year),
        "decision_number": "1/QĐ", "decided_on": today().isoformat(),
    }  # fmt: skip
    page = tung.send("/certificates/batches/persons", 409, people="hoang thi lan", **fields)
    assert "hoang thi lan" in page.html
    tung.send("/certificates/batches/persons", 409, people="Không Có Ai", **fields)
    tung.send(
        "/certificates/batches/persons", people="hoang thi lan, na sam\nNông Văn Hùng", **fields
    )
    listed = set(db.session.scalars(select(BatchLine.person_id)))
    assert listed == {cast.persons["lan"], cast.persons["hung"]}


def test_one_message_tells_of_each_certificate(app: Flask, cast: Cast) -> None:
    """Beside the reminder of the day, never two for one certificate, none to who wants none."""
    a_class(cast, "lan", "hung")
    batch = a_batch(cast, four_hours(cast), "lan", "hung")
    batches.begin(batch, by=cast.actor("tung"), at=now())
    for _part in batches.issue_parts(batch.id, at=now()):
        pass
    noted = list(db.session().info[listeners.KEPT])
    listeners.tell()
    db.session().info[listeners.KEPT] = noted
    listeners.tell()
    told = db.session.scalars(select(Message).where(Message.kind == Kind.CERTIFICATE)).all()
    assert {one.person_id for one in told} == {cast.persons["lan"], cast.persons["hung"]}
    assert len(told) == 2
    held = db.session.scalars(select(Certificate).where(Certificate.batch_id == batch.id)).all()
    mine = next(one for one in held if one.person_id == cast.persons["lan"])
    message = next(one for one in told if one.person_id == mine.person_id)
    assert mine.number_text in message.body
    assert f"/certificates/{mine.id}" in message.body


def test_the_number_book_has_no_gap_and_voids_stay_in_it(
    app: Flask, cast: Cast, signed_in: Signed
) -> None:
    a_class(cast, "lan", "hung")
    batch = a_batch(cast, four_hours(cast), "lan", "hung")
    batches.begin(batch, by=cast.actor("tung"), at=now())
    for _part in batches.issue_parts(batch.id, at=now()):
        pass
    issuer, year = batch_queries.terms_of(batch).issuer, today().year
    address = f"/certificates/book/{issuer.id}/{year}"
    tung = signed_in("tung")
    tung.get(address)
    tung.send(f"{address}/voids", 422, next_number="3", reason="")
    tung.send(f"{address}/voids", next_number="3", reason="Phôi bị rách")
    tung.send(f"{address}/voids", 409, next_number="3", reason="Phôi bị rách")  # a double click
    (book,) = number_book.books(actor_of(cast.person("tung"), today(), ROLES))
    assert (book.last, number_book.gaps(book)) == (3, [])
    third = number_book.entries(book, 3, 3)[0]
    assert third.void is not None
    assert third.void.reason == "Phôi bị rách"
    pdf = tung.client.get(f"{address}/volume-1.pdf")
    text = pypdf.PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()
    assert "Phôi bị rách" in " ".join(text.split())
    assert tung.client.get(f"{address}/register.xlsx").status_code == 200
    assert signed_in("hoa").client.get(address).status_code == 404  # a commune reads its own only


def test_a_batch_that_stopped_is_gone_on_with(app: Flask, cast: Cast) -> None:
    """The timer issues what waits and makes the documents; one that is worked on is left alone."""
    a_class(cast, "lan", "hung")
    batch = a_batch(cast, four_hours(cast), "lan", "hung")
    batches.begin(batch, by=cast.actor("tung"), at=now())
    db.session.flush()
    run = app.test_cli_runner()
    job = Job(
        kind=BATCH, key=batch.id, arguments={}, by_name="tung", asked_at=now(), tries=1, problem=""
    )
    db.session.add(job)
    db.session.flush()
    assert "0 documents made" in run.invoke(args=["certificates", "make"]).output
    assert set(ends(batch, cast).values()) == {Outcome.WAITING}
    job.ended_at, job.problem = now(), "?"  # it ended badly
    db.session.flush()
    assert "2 documents made" in run.invoke(args=["certificates", "make"]).output
    assert Outcome.WAITING not in ends(batch, cast).values()
    assert "0 documents made" in run.invoke(args=["certificates", "make"]).output
