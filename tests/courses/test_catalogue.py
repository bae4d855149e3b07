"""The filters of the catalogue, what is still owed, and the pages in chat apps."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from courses.authoring.media import keep_medium
from courses.authoring.models import Use
from courses.facets import NEW_FOR, Facts, Length, Show, State, counts, fits, length, traits
from courses.queries import lessons_of
from lms.core.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import an_enrolment

AT = datetime(2026, 6, 1, tzinfo=UTC)
ONE = Facts("safety", 15, is_compulsory=True, published_at=AT - NEW_FOR, state=State.DONE)
TWO = replace(ONE, topic="qr", minutes=31, state=State.NOT_BEGUN)


def test_what_a_module_answers_to() -> None:
    assert [length(minutes) for minutes in (15, 16, 30, 31)] == [
        Length.SHORT, Length.MIDDLE, Length.MIDDLE, Length.LONG,
    ]  # fmt: skip
    assert traits(ONE, AT)["show"] == []  # done, and not new any more
    assert traits(ONE, AT - timedelta(days=1))["show"] == [Show.NEW]
    assert traits(TWO, AT)["show"] == [Show.NEEDED]
    both = [traits(ONE, AT), traits(TWO, AT)]
    assert [fits(one, {"topic": "qr", "length": "long"}) for one in both] == [False, True]
    found = counts(both, {"topic": "qr"}, {"topic": ["qr", "safety"], "state": list(State)})
    assert found["topic"] == {"qr": 1, "safety": 1}
    assert found["state"] == {"not-begun": 1, "under-way": 0, "done": 0}


def test_the_catalogue_shows_what_fits(signed_in: Callable[[str], Visitor]) -> None:
    lan = signed_in("lan")
    page = lan.get("/courses/")
    assert "Năm 2026 bạn còn cần" in page.words
    page = lan.get(page.link("Bạn cần học"))
    assert "show=needed" in page.link("Chưa học")
    assert "Nhập môn" in page.words
    assert "không dùng tiền mặt" not in page.words
    assert "Chưa có học phần nào như thế" in lan.get("/courses/?show=needed&topic=e-payment").words
    assert "không dùng tiền mặt" in lan.get("/courses/?topic=nonsense&show=").words


def test_a_lesson_found_is_a_press_away(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    lan = signed_in("lan")
    page = lan.get("/courses/?q=cai+hom")
    assert "<mark>cái hòm</mark>" in page.html
    assert page.link("<mark>cái hòm") == f"/courses/modules/{cast.modules['m3']}"  # not begun yet
    an_enrolment(cast, module="m3", at=datetime.now(UTC))
    address = lan.get("/courses/?q=cai+hom").link("<mark>cái hòm")
    assert address.endswith("#line-8")
    assert 'id="line-8"' in lan.get(address.partition("#")[0]).html


@pytest.mark.parametrize(("app_name", "told"), [("Zalo android/12010", True), ("Mobile", False)])
def test_chat_apps_are_told_how_to_keep_files(
    signed_in: Callable[[str], Visitor], cast: Cast, app_name: str, *, told: bool
) -> None:
    enrolment = an_enrolment(cast, at=datetime.now(UTC))
    first, second, *_ = lessons_of(enrolment.version_id)
    sound = keep_medium(
        enrolment.module_id, Use.AUDIO, b"ID3" + bytes(900), "x", by=cast.actor("lan"), at=AT
    )
    second.body += f"\n\n::: audio media/{sound.name} tyz\nLời đọc.\n:::\n"
    db.session.flush()
    lan = signed_in("lan")
    lan.client.environ_base["HTTP_USER_AGENT"] = f"Mozilla/5.0 (Linux; Android 12) {app_name}"
    hint = "Mở bằng trình duyệt"
    assert hint not in lan.get(f"/courses/lessons/{first.id}").words  # nothing to keep
    assert told is (hint in lan.get(f"/courses/lessons/{second.id}").words)
    card = lan.get(f"/courses/modules/{enrolment.module_id}/pocket-card")
    assert told is (hint in card.words)
