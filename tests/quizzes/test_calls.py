"""No dead end: after three fails the lessons again and a call; who may answer, give, and look."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from courses.models import EnrolmentAttempt
from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.clock import now, today
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.i18n import moment
from lms.core.keyset import Turn
from lms.people.operations import retention
from lms.people.signin import actor_of
from lms.roles import ROLES
from quizzes import call_queries
from quizzes.models import Attempt, Mode, Submission
from quizzes.operations.calls import ask_for_call, call_back
from quizzes.policy_models import Accommodation, CallBack, CallRequest
from quizzes.retention import STEPS, WORDS_ABOUT_PEOPLE
from quizzes.rules.policy import Policy
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import an_attempt
from tests.quizzes.limited import HOUR, MINUTE, fail, limit

SignedIn = Callable[[str], Visitor]


def just_failed(cast: Cast, times: int = 3, who: str = "lan") -> Attempt:
    """They failed so often, an hour apart, the last time a moment ago."""
    attempt = fail(cast, now() - times * HOUR, who, times)
    db.session.commit()
    return attempt


def acting(cast: Cast, who: str) -> Actor:
    return actor_of(cast.person(who), today(), ROLES)


def module_page(visitor: Visitor, cast: Cast, status: int = 200) -> Visitor:
    visitor.get(f"/courses/modules/{cast.modules['m0']}", status)
    return visitor


def test_after_three_fails_somebody_is_called(cast: Cast, signed_in: SignedIn) -> None:
    just_failed(cast)
    lan = module_page(signed_in("lan"), cast)
    assert "Đọc lại những chỗ này" in lan.page.words
    assert "#line-" in lan.page.html
    assert "Kết quả cao nhất của bạn: 3/10" in lan.page.words
    form = lan.page.form_with("Nhờ gọi điện cho tôi")
    for _ in range(2):  # a double tap
        page = lan.send(form.action, **form.fields)
    assert "Bạn đã nhờ gọi lúc" in page.words
    assert "Nhờ gọi điện cho tôi" not in page.words
    assert db.session.scalar(select(func.count()).select_from(CallRequest)) == 1

    hung = signed_in("hung")
    page = hung.get("/")
    assert "1 người nhờ gọi lại" in page.words
    page = hung.get(page.link("1 người nhờ gọi lại"))
    page = hung.get(page.link("Hoàng Thị Lan"))
    assert "•••• 678" in page.words
    assert "912345678" not in page.words
    assert "3/10" in page.words
    page = hung.press("Hiện số đầy đủ")
    assert "+84912345678" in page.words
    assert "Bạn hãy viết vài chữ" in hung.press("Đã gọi", 422).words
    page = hung.press("Đã gọi", note="Đã nói chuyện, mai làm lại.")
    assert "Đã nói chuyện, mai làm lại." in page.words
    assert "nhờ gọi lại" not in hung.get("/").words
    assert "Nông Văn Hùng đã gọi cho bạn" in module_page(lan, cast).page.words
    actions = set(db.session.scalars(select(AuditEvent.action)))
    assert {"call.requested", "phone.looked", "call.answered"} <= actions


def test_before_three_fails_nothing_changes(cast: Cast, signed_in: SignedIn) -> None:
    just_failed(cast, times=2)
    page = module_page(signed_in("lan"), cast).page
    assert "Nhờ gọi điện" not in page.words
    assert page.form_with("Làm bài kiểm tra")
    assert "Làm lại bao nhiêu lượt cũng được" in page.words


def test_a_call_is_asked_for_after_the_latest_failed_test(app: Flask, cast: Cast) -> None:
    early = fail(cast, times=2)
    with pytest.raises(Refused):
        ask_for_call(early, by=cast.actor("lan"), at=now())
    fail(cast, early.started_at + HOUR)
    with pytest.raises(Refused):
        ask_for_call(early, by=cast.actor("lan"), at=early.started_at + 3 * HOUR)


def test_the_page_of_the_result_offers_it_too(cast: Cast, signed_in: SignedIn) -> None:
    attempt = just_failed(cast)
    lan = signed_in("lan")
    page = lan.get(f"/quizzes/attempts/{attempt.id}")
    assert "Đọc lại những chỗ này" in page.words
    lan.press("Nhờ gọi điện cho tôi")
    signed_in("an").get(f"/quizzes/attempts/{attempt.id}", 404)


def test_nobody_asks_for_others(cast: Cast, signed_in: SignedIn) -> None:
    attempt = just_failed(cast)
    an = signed_in("an")
    an.get("/account")
    an.send(f"/quizzes/attempts/{attempt.id}/call-requests", 404)


def a_request(cast: Cast, who: str = "lan") -> CallRequest:
    attempt = just_failed(cast, who=who)
    ask_for_call(attempt, by=cast.actor(who), at=now())
    db.session.commit()
    return db.session.scalars(
        select(CallRequest).where(CallRequest.person_id == cast.persons[who])
    ).one()


def test_only_who_is_near_sees_and_answers(cast: Cast, signed_in: SignedIn) -> None:
    near, far = a_request(cast), a_request(cast, "khach")
    for who, sees in (("hung", [near]), ("hoa", [near]), ("minh", [near, far])):
        page = call_queries.requests(acting(cast, who), today())
        assert [row.request.id for row in page.rows] == [one.id for one in sees]
        assert page.next is None
    hung = signed_in("hung")
    hung.get("/account")
    hung.get(f"/quizzes/call-requests/{far.id}", 404)
    for what in ("phone-looks", "call-back"):
        hung.send(f"/quizzes/call-requests/{far.id}/{what}", 404, note="x")
    assert db.session.scalar(select(func.count()).select_from(CallBack)) == 0


def test_the_first_call_back_counts_and_open_ones_come_first(app: Flask, cast: Cast) -> None:
    first, second = a_request(cast), a_request(cast, "an")
    minh = acting(cast, "minh")
    for note in ("Đã gọi", "Gọi nữa"):
        call_back(first, note, by=minh, at=now())
    assert db.session.scalars(select(CallBack.note)).all() == ["Đã gọi"]
    rows = call_queries.requests(minh, today()).rows
    assert [row.request.id for row in rows] == [second.id, first.id]
    after_it = call_queries.requests(minh, today(), Turn(after=second.id))
    assert [row.request.id for row in after_it.rows] == [first.id]
    before_it = call_queries.requests(minh, today(), Turn(before=first.id))
    assert [row.request.id for row in before_it.rows] == [second.id, first.id]  # the first page
    assert call_queries.number_open(minh, today()) == 1


def test_a_leader_does_not_call_themselves(cast: Cast, signed_in: SignedIn) -> None:
    own = a_request(cast, "hung")
    hung = signed_in("hung")
    assert "nhờ gọi lại" not in hung.get("/").words
    hung.get(f"/quizzes/call-requests/{own.id}", 404)
    with pytest.raises(Refused, match="người khác"):
        call_back(own, "x", by=cast.actor("hung"), at=now())
    assert call_queries.number_open(acting(cast, "hoa"), today()) == 1


def test_used_up_tries_are_shown_and_given(cast: Cast, signed_in: SignedIn) -> None:
    limit(cast, Policy(most_tries=1), now() - HOUR)
    just_failed(cast, times=1)
    lan = module_page(signed_in("lan"), cast)
    assert "Bạn đã dùng hết lượt" in lan.page.words
    assert "Làm bài kiểm tra" not in [form.words.strip() for form in lan.page.forms]
    assert lan.send(f"/courses/modules/{cast.modules['m0']}/attempt", 409).form_with("Luyện tập")
    lan.press("Nhờ gọi điện cho tôi")

    minh = signed_in("minh")
    page = minh.get("/quizzes/call-requests")
    page = minh.get(page.link("Hoàng Thị Lan"))
    assert "phải có thêm lượt" in page.words
    page = minh.get(page.link("Cho thêm giờ hoặc lượt"))
    assert "cả hai" in minh.press("Cho thêm", 422, reason="Đã xem lại bài").words
    assert "Bạn hãy gõ một số" in minh.press("Cho thêm", 422, minutes="x").words
    assert minh.page.form_with("Cho thêm").fields["reason"] == "Đã xem lại bài"
    form = minh.page.form_with("Cho thêm")
    for _ in range(2):
        page = minh.send(form.action, **{**form.fields, "minutes": "", "tries": "1"})
    assert "thêm 1 lượt" in page.words
    assert db.session.scalars(select(Accommodation.extra_tries)).all() == [1]
    assert "Câu 1 trong 10 câu" in module_page(lan, cast).press("Làm bài kiểm tra").title


def test_a_wait_says_until_when(cast: Cast, signed_in: SignedIn) -> None:
    limit(cast, Policy(tries_before_wait=1, wait_hours=30), now() - HOUR)
    just_failed(cast, times=1)
    lan = signed_in("lan")
    lan.get("/")
    page = lan.press("Làm bài kiểm tra", 409)  # the home page's button
    assert "Làm lại được từ" in page.words
    assert "Cứ 1 lượt liền chưa đạt thì nghỉ 30 giờ" in page.words
    assert page.form_with("Nhờ gọi điện cho tôi")
    assert "Câu 1" in lan.press("Luyện tập").title
    assert db.session.scalars(select(Attempt.mode).order_by(Attempt.id)).all()[-1] is Mode.PRACTICE
    assert db.session.scalar(select(func.count()).select_from(EnrolmentAttempt)) == 2


def test_the_time_is_kept_on_the_pages(
    cast: Cast, signed_in: SignedIn, at: Callable[[datetime], None]
) -> None:
    began = now()
    limit(cast, Policy(seconds_allowed=600, hard_limit=True), began - HOUR)
    just_failed(cast, times=1)
    lan = module_page(signed_in("lan"), cast)
    assert "Bạn có 10 phút." in lan.page.words
    lan.press("Làm bài kiểm tra")
    lan.press("Lưu và đi tiếp", option="0")
    question = lan.page.form_with("Lưu và đi tiếp")
    attempt = db.session.scalars(select(Attempt).order_by(Attempt.number.desc())).first()
    assert attempt is not None
    at(began + timedelta(minutes=20))
    for page in ("items/2", "review", "resumption"):
        assert "Đã hết giờ" in lan.get(f"/quizzes/attempts/{attempt.id}/{page}").title
    assert "đã hết giờ lúc" in module_page(lan, cast).page.words
    page = lan.send(question.action, **{**question.fields, "option": "1"})
    assert "Những câu bạn đã lưu đã được nộp" in page.words
    assert "Chưa trả lời" in page.words
    page = lan.get(f"/quizzes/attempts/{attempt.id}/resumption")
    assert page.title.startswith("Kết quả")


def test_whoever_comes_back_too_late_presses_once_and_a_script_is_told(
    cast: Cast, signed_in: SignedIn, at: Callable[[datetime], None]
) -> None:
    began = now()
    limit(cast, Policy(seconds_allowed=600, hard_limit=True), began - HOUR)
    attempts = [an_attempt(cast, who, at=began) for who in ("lan", "an")]
    db.session.commit()
    at(began + timedelta(minutes=20))
    lan, an = signed_in("lan"), signed_in("an")
    lan.get(f"/quizzes/attempts/{attempts[0].id}/items/3")
    assert "0/10" in lan.press("Xem kết quả").words
    an.get("/account")
    reply = an.client.post(
        f"/quizzes/attempts/{attempts[1].id}/items/1/response",
        data={"csrf_token": an.page.token, "option": "1", "request_id": "late"},
        headers={"Origin": "http://localhost", "Accept": "application/json"},
    )
    assert (reply.status_code, "đến muộn nên không tính" in reply.json["message"]) == (409, True)
    assert db.session.scalar(select(func.count()).select_from(Submission)) == 2


def test_a_day_far_away_is_named_and_not_counted_down(cast: Cast, signed_in: SignedIn) -> None:
    closes = now() + timedelta(days=20)
    limit(cast, Policy(closes_at=closes), now() - HOUR)
    attempt = an_attempt(cast, at=now())
    db.session.commit()
    page = signed_in("lan").get(f"/quizzes/attempts/{attempt.id}/items/1")
    assert f"Bạn làm bài đến {moment(closes)}" in page.words
    assert "time-left" not in page.html


def test_what_came_late_is_said(cast: Cast, signed_in: SignedIn) -> None:
    limit(cast, Policy(seconds_allowed=30), now() - 2 * HOUR)
    attempt = just_failed(cast, times=1)
    late = db.session.execute(
        update(Attempt).where(Attempt.id == attempt.id).values(
            deadline=attempt.started_at + timedelta(seconds=8)
        )
    )  # fmt: skip
    assert late.rowcount == 1  # type: ignore[attr-defined]
    db.session.commit()
    assert (
        "2 câu trả lời đến sau giờ" in signed_in("lan").get(f"/quizzes/attempts/{attempt.id}").words
    )


def test_more_time_is_found_by_name(cast: Cast, signed_in: SignedIn) -> None:
    hoa = signed_in("hoa")
    assert "Chưa cho ai thêm" in hoa.get("/quizzes/accommodations").words
    assert "Không có ai tên như vậy" in hoa.get("/quizzes/accommodations?q=khach").words
    page = hoa.get("/quizzes/accommodations?q=lan%20hoang")
    hoa.get(page.link("Hoàng Thị Lan"))
    hoa.press("Cho thêm", minutes="20", reason="cần chữ to")
    page = hoa.get("/quizzes/accommodations")
    assert "thêm 20 phút" in page.words
    outside = cast.persons["khach"]
    hoa.send(f"/quizzes/persons/{outside}/accommodations", 404, minutes="5", reason="x")


def test_words_about_people_are_blanked_after_a_year(app: Flask, cast: Cast) -> None:
    request = a_request(cast)
    call_back(request, "Mắt kém", by=cast.actor("hoa"), at=now())
    db.session.flush()
    later = now() + timedelta(days=WORDS_ABOUT_PEOPLE) + MINUTE
    found = retention.blank_old(by=Actor(None, "tests"), at=later, also=STEPS)
    assert found["call_notes"] == 1
    db.session.expire_all()
    assert db.session.scalars(select(CallBack.note)).all() == [""]
