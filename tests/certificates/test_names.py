"""A name is asked about once, before it is printed; what waited for it is issued at once."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from certificates.models import Certificate
from certificates.name_models import NameCheck
from certificates.queries import own
from lms.core.access import Actor
from lms.core.db import db
from lms.people.operations.accounts import start_help
from lms.people.operations.keeping import Entry, Particulars, correct
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import a_mark

APRIL = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
At = Callable[[datetime], None]
SignIn = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def spring(at: At) -> None:
    """Everything happens in April."""
    at(APRIL)


def certificates_of(cast: Cast, who: str = "lan") -> list[Certificate]:
    return list(own(Actor(cast.persons[who], who)))


def test_a_right_name_issues_what_waited_for_it(
    cast: Cast, signed_in: SignIn, terms_of_m0: Callable[..., None]
) -> None:
    terms_of_m0(waits_for_name=True)
    mark = a_mark(cast)
    db.session.commit()
    lan = signed_in("lan")
    assert certificates_of(cast) == []
    page = lan.get(f"/quizzes/attempts/{mark.attempt_id}")
    assert "Hoàng Thị Lan" in page.words
    page = lan.press("Đúng rồi")
    (certificate,) = certificates_of(cast)
    assert certificate.number_text in page.words
    assert certificate.name_confirmed
    # Asked once: neither home nor a second answer adds anything.
    assert "Tên của bạn viết có đúng không" not in lan.get("/").words
    lan.get("/certificates/name")
    lan.send("/certificates/name/confirmations", name="Hoàng Thị Lan")
    assert len(certificates_of(cast)) == 1
    assert len(db.session.scalars(select(NameCheck)).all()) == 1


def test_a_wrong_name_goes_to_the_officer_and_comes_back_corrected(
    cast: Cast, signed_in: SignIn
) -> None:
    lan, hoa = signed_in("lan"), signed_in("hoa")
    lan.get("/certificates/name")
    assert "Mời bạn gõ tên" in lan.press("Gửi cho cán bộ", 422, wanted="").words
    assert "đúng như hiện nay" in lan.press("Gửi cho cán bộ", 409, wanted="Hoàng Thị  Lan").words
    assert "Hoàng Thị Lành" in lan.press("Gửi cho cán bộ", wanted="Hoàng Thị Lành").words
    mark = a_mark(cast)  # said wrong: nothing is issued, although these terms wait for no word
    db.session.commit()
    assert "khi tên đã sửa xong" in lan.get(f"/quizzes/attempts/{mark.attempt_id}").words
    assert certificates_of(cast) == []
    assert "Hoàng Thị Lành" in hoa.get("/certificates/name-checks").words
    signed_in("khach").get("/certificates/name-checks", 404)
    entry = Entry(by=cast.actor("hoa"), at=APRIL, on=APRIL.date(), why="Sửa tên")
    correct(cast.person("lan"), Particulars("Hoàng Thị Lành", 1980, None), entry)
    db.session.commit()
    assert "Không ai báo" in hoa.get("/certificates/name-checks").words
    assert "Hoàng Thị Lành" in lan.get("/").words  # asked again: it is another spelling
    lan.press("Đúng rồi")
    assert [one.holder_name for one in certificates_of(cast)] == ["Hoàng Thị Lành"]


def test_an_officer_confirms_for_who_is_present_and_says_how_they_know(
    cast: Cast, signed_in: SignIn, terms_of_m0: Callable[..., None]
) -> None:
    terms_of_m0(waits_for_name=True)
    a_mark(cast)
    a_mark(cast, "khach")
    db.session.commit()
    hoa = signed_in("hoa")
    words = hoa.get("/certificates/name-checks").words
    assert "Hoàng Thị Lan" in words
    assert "Vi Thị Khách" not in words  # another commune
    path = f"/certificates/name-checks/{cast.persons['lan']}"
    hoa.get(path)
    hoa.press("Tên này đúng", 422, why="")
    stale = hoa.send(f"{path}/confirmations", 409, name="Hoàng Thị Lam", why="Đã xem")
    assert "vừa được sửa" in stale.words
    assert "1 giấy chứng nhận" in hoa.press("Tên này đúng", why="Đã xem căn cước").words
    assert [one.name_confirmed for one in certificates_of(cast)] == [True]
    assert certificates_of(cast, "khach") == []
    hoa.get(f"/certificates/name-checks/{cast.persons['khach']}", 404)


def test_in_the_time_of_help_the_answer_is_the_helpers(cast: Cast, signed_in: SignIn) -> None:
    hoa = signed_in("hoa")
    row = start_help(cast.person("lan"), by=cast.actor("hoa"), at=APRIL)
    db.session.commit()
    with hoa.client.session_transaction() as session:
        session["helps"] = str(row.id)
    hoa.get("/certificates/name")
    hoa.press("Đúng rồi")
    check = db.session.scalar(select(NameCheck))
    assert check is not None
    assert (check.person_id, check.by_id) == (cast.persons["lan"], cast.persons["hoa"])
