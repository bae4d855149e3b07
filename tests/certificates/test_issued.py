"""Staff find, look at, revoke and replace certificates; members see what became of theirs."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from certificates.issued_queries import STATUSES, Wanted, every, find, number_of
from certificates.models import Certificate, Reason
from certificates.operations import Decision, revoke
from certificates.queries import status
from certificates.rules import shown_code
from lms.core.access import Actor, Grant
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.keyset import Turn
from lms.core.sheets import read_book
from lms.people.operations.keeping import Entry, Particulars, correct
from lms.roles import ROLES
from tests.cast import Cast
from tests.conftest import Visitor

APRIL = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
SignIn = Callable[[str], Visitor]
Issued = Callable[..., Certificate]
DECISION = {
    "reason": "fraud", "number": "12/QĐ-SKHCN", "note": "Sổ 3",
    "public_text": "Thu hồi do gian lận.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def spring(at: Callable[[datetime], None]) -> None:
    """Everything happens in April."""
    at(APRIL)


def test_certificates_are_found_by_what_people_know(
    cast: Cast, signed_in: SignIn, issued: Issued
) -> None:
    lan, khach = issued("lan"), issued("khach")
    tung = signed_in("tung")
    for words in ("hoang lan", "na pan", lan.number_text, shown_code(lan.code), str(lan.number)):
        page = tung.get(f"/certificates/issued?q={words}")
        assert "Hoàng Thị Lan" in page.words, words
        assert "Vi Thị Khách" not in page.words, words
    narrowed = f"/certificates/issued?commune={cast.units['dong-kinh']}&year=2026&status=valid"
    assert "Vi Thị Khách" in tung.get(narrowed).words
    assert "Hoàng Thị Lan" not in tung.page.words
    assert "Không tìm thấy" in tung.get("/certificates/issued?year=2025&programme=x&q=lan").words
    hoa = signed_in("hoa")
    assert "Vi Thị Khách" not in hoa.get("/certificates/issued").words
    hoa.get(f"/certificates/issued/{khach.id}", 404)
    hoa.get(f"/certificates/issued/{khach.id}/document.pdf", 404)
    signed_in("lan").get("/certificates/issued", 404)
    # The leader sees those of the team, and no way to end them.
    assert "Thu hồi" not in signed_in("hung").get(f"/certificates/issued/{lan.id}").words


def test_pages_go_on_below_the_last_one_shown(cast: Cast, issued: Issued) -> None:
    made = [issued(who) for who in ("lan", "hung", "khach")]
    grant = Grant("department", ROLES["department"], cast.units["province"])
    tung = Actor(cast.persons["tung"], "Tùng", (grant,))
    first = find(tung, Wanted(), APRIL.date(), size=2)
    last = find(tung, Wanted(), APRIL.date(), Turn(after=first.rows[-1].id), size=2)
    assert [*first.rows, *last.rows] == made[::-1]
    assert (first.previous, first.next) == (None, made[1].id)
    assert (last.previous, last.next) == (made[0].id, None)
    assert list(every(tung, Wanted(), APRIL.date())) == made[::-1]


def test_each_status_is_found_as_it_is_told(cast: Cast, issued: Issued) -> None:
    made = [issued(who) for who in ("lan", "hung", "khach")]
    revoke(made[0], Decision(Reason.FRAUD, "1/QĐ", "Thu hồi."), by=cast.actor("tung"), at=APRIL)
    db.session.commit()
    grant = Grant("department", ROLES["department"], cast.units["province"])
    tung = Actor(cast.persons["tung"], "Tùng", (grant,))
    for day in (APRIL.date(), date(2026, 12, 1), date(2027, 1, 1)):
        told = [status(one, day) for one in made]
        for one in STATUSES:
            assert number_of(tung, Wanted(status=one), day).number == told.count(one), (day, one)


def test_one_certificate_shows_what_earned_it_and_its_documents(
    signed_in: SignIn, issued: Issued
) -> None:
    lan = issued(right=9)
    tung = signed_in("tung")
    words = tung.get(f"/certificates/issued/{lan.id}").words
    assert "Tự cấp khi đã đạt" in words
    assert "Chưa ai xác nhận tên" in words
    reply = tung.client.get(f"/certificates/issued/{lan.id}/document.pdf")
    assert reply.data.startswith(b"%PDF-")
    assert "SHA-256" in tung.get(f"/certificates/issued/{lan.id}").words
    again = tung.client.get(f"/certificates/issued/{lan.id}/documents/1.pdf")
    assert again.data == reply.data
    tung.get(f"/certificates/issued/{lan.id}/documents/2.pdf", 404)
    book = tung.client.get("/certificates/issued/list.xlsx")
    cells = [cell for row in read_book(book.data, "list.xlsx")[0].rows for cell in row]
    assert {"Hoàng Thị Lan", lan.number_text} <= set(cells)
    taken = select(AuditEvent).where(AuditEvent.action == "certificate.exported")
    assert len(db.session.scalars(taken).all()) == 3


def test_revoked_is_revoked_for_everybody_and_for_good(
    cast: Cast, signed_in: SignIn, issued: Issued
) -> None:
    lan = issued()
    tung, path = signed_in("tung"), f"/certificates/issued/{lan.id}"
    tung.get(f"{path}/revocation-form")
    page = tung.press("Thu hồi hẳn", 422, number="12/QĐ-SKHCN", public_text="")
    assert "12/QĐ-SKHCN" in page.html  # what was typed is kept
    words = tung.press("Thu hồi hẳn", **DECISION).words
    assert "Thu hồi do gian lận." in words
    assert "Sổ 3" in words
    again = tung.send(f"{path}/revocations", 409, **DECISION)
    assert "trước đó" in again.words
    tung.get(f"{path}/revocation-form", 404)
    seen = signed_in("lan").get(f"/certificates/{lan.id}").words
    assert "Thu hồi do gian lận." in seen
    assert "Sổ 3" not in seen
    assert "Đã thu hồi" in signed_in("lan").get("/certificates/").words
    person = f"/requirements/2026/persons/{cast.persons['lan']}"
    assert "Đã thu hồi" in signed_in("hung").get(person).words
    signed_in("hoa").get(f"{path}/replacement-form", 404)  # a commune officer may not


def test_a_replacement_shows_both_before_and_prints_the_roster_of_today(
    cast: Cast, signed_in: SignIn, issued: Issued
) -> None:
    lan = issued()
    tung, path = signed_in("tung"), f"/certificates/issued/{lan.id}/replacement-form"
    assert "Không có gì thay đổi" in tung.get(path).words
    name = {**DECISION, "reason": "name"}
    assert "giống hệt" in tung.press("Cấp giấy mới", 409, **name).words
    entry = Entry(by=cast.actor("hoa"), at=APRIL, on=APRIL.date(), why="Sửa tên")
    correct(cast.person("lan"), Particulars("Hoàng Thị Lành", 1981, None), entry)
    db.session.commit()
    words = tung.get(path).words
    assert "Hoàng Thị Lan " in words
    assert "Hoàng Thị Lành" in words
    tung.press("Cấp giấy mới", **name)
    old, new = db.session.scalars(select(Certificate).order_by(Certificate.edition)).all()
    assert (new.holder_name, new.birth_year, new.replaces_id) == ("Hoàng Thị Lành", 1981, old.id)
    assert old.holder_name == "Hoàng Thị Lan"
    own = signed_in("lan").get(f"/certificates/{old.id}")
    assert new.number_text in own.words
    assert "không còn giá trị" in own.words


def test_many_are_revoked_after_a_look(cast: Cast, signed_in: SignIn, issued: Issued) -> None:
    lan, hung, khach = issued("lan"), issued("hung"), issued("khach")
    revoke(khach, Decision(Reason.FRAUD, "1/QĐ", "Thu hồi."), by=cast.actor("tung"), at=APRIL)
    db.session.commit()
    tung = signed_in("tung")
    wrong = lan.number_text.replace("000001", "000009")
    pasted = "\n".join(
        [lan.number_text, shown_code(hung.code), lan.number_text, khach.number_text, wrong, "abc"]
    )
    tung.get(f"/certificates/revocations/form?number={lan.number_text}")
    words = tung.send("/certificates/revocation-previews", numbers=pasted).words
    assert "6 dòng" in words
    assert "2 giấy" in words
    for fate in ("ghi hai lần", "đã hết giá trị từ trước", "không thể đúng"):
        assert fate in words
    assert db.session.get_one(Certificate, lan.id).step is None  # only looked at
    tung.send("/certificates/revocations", 422, numbers=pasted, **{**DECISION, "number": ""})
    page = tung.send("/certificates/revocations", numbers=pasted, **DECISION)
    assert "2 giấy chứng nhận" in page.words
    ended = [one.step and one.step.decision_number for one in (lan, hung)]
    assert ended == ["12/QĐ-SKHCN"] * 2
    tung.get("/certificates/revocations/form")
    tung.send("/certificates/revocations", 409, numbers=pasted, **DECISION)


def test_a_leader_sees_who_has_what_and_what_is_missing(
    cast: Cast, signed_in: SignIn, issued: Issued
) -> None:
    lan = issued()
    hung, path = signed_in("hung"), f"/certificates/teams/{cast.teams['na-pan']}"
    words = hung.get(path).words
    assert lan.number_text in words
    assert "1 trong 3" in words
    assert "còn phải đạt" in words
    assert path in hung.get(f"/requirements/2026/teams/{cast.teams['na-pan']}").html
    hung.get(f"/certificates/teams/{cast.teams['khoi-3']}", 404)
