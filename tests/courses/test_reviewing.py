"""A version's way from draft to learners and back: four eyes, once each, nothing said is lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses.authoring import publishing, review_queries, reviewing
from courses.authoring.models import ContentReview, LineComment, VersionStep, Withdrawal
from courses.authoring.queries import state_of
from courses.authoring.rules import State
from courses.loading import load_module
from courses.manuscript import CATALOGUE
from courses.models import ModuleVersion
from courses.queries import get_published, lessons_of
from lms.core.audit import AuditEvent
from lms.core.db import Model, db, new_id
from lms.core.errors import Refused
from lms.notifications import operations as messages
from lms.requirements.duties import get_year
from tests.cast import AT, Cast
from tests.conftest import Visitor
from tests.make import MARCH, NEW_LINE, a_draft

POINT = "Số 156 còn đúng không?"


def count(kind: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(kind)) or 0


def approved(cast: Cast, version: ModuleVersion) -> ModuleVersion:
    reviewing.ask(version, note="", by=cast.actor("minh"), at=MARCH)
    reviewing.approve(version, note="", by=cast.actor("tung"), at=MARCH)
    return version


def test_the_way_of_a_version_on_its_pages(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor]
) -> None:
    draft = a_draft(cast, points_to_confirm=[POINT])
    page = f"/courses/manuscripts/{draft.id}"
    minh, tung = signed_in("minh"), signed_in("tung")
    minh.get(page)
    assert "Chờ duyệt" in minh.press("Gửi duyệt", request_note="Đã thêm số 156").words
    assert "phải có người khác duyệt" in minh.page.words
    minh.send(f"{page}/approvals", 409, approval_note="")
    line = len(minh.get(page).html.split("lesson-1-line-")) - 1
    number = max(n for n in range(1, line) if f'id="lesson-1-line-{n}"' in minh.page.html)
    assert "Đã thêm số 156" in tung.get(f"{page}?line=1:{number}").words
    assert "bà con gọi 156 miễn phí" in tung.page.form_with("Gửi góp ý").words + tung.page.words
    tung.press("Gửi góp ý", 422, comment=" ")
    assert "Ghi giờ gọi" in tung.press("Gửi góp ý", comment="Ghi giờ gọi").words
    assert "Còn 1 góp ý chưa xử lý" in tung.page.words
    tung.send(f"{page}/approvals", 409, approval_note="")
    assert "Hãy ghi cần sửa gì" in tung.press("Trả lại để sửa", 422, return_note="").words
    assert "trả lại: Xem góp ý" in tung.press("Trả lại để sửa", return_note="Xem góp ý").words
    minh.get(page)
    minh.press("Đã xử lý")
    minh.press("Gửi duyệt")
    tung.get(page)
    assert "Đã duyệt, chưa phát hành" in tung.press("Duyệt bản này").words
    minh.get(page)
    minh.send(f"{page}/publication", 409, change_note="Số 156", renewal="no")
    assert "Hãy ghi căn cứ" in tung.press("Xác nhận với tên", 422, evidence="").words
    tung.press("Xác nhận với tên", evidence="Công văn 12/SKHCN")
    assert "Lương Thanh Tùng" in minh.get(page).words
    minh.press("Phát hành cho học viên", 422, change_note="Số 156")
    minh.press("Phát hành cho học viên", change_note="Số 156", renewal="no")
    assert "Ai bắt đầu học từ bây giờ" in minh.page.words
    changed = minh.get(minh.page.link("Thay đổi so với bản 1"))
    assert NEW_LINE.strip().split(", ")[1] in changed.words
    assert get_published(draft.module_id).id == draft.id
    tung.get(page)
    tung.press("Thu hồi", withdrawal_reason="Sai số")
    assert get_published(draft.module_id).number == 1
    assert "Đã thu hồi" in minh.get("/courses/manuscripts").words


def test_every_step_is_taken_once(app: Flask, cast: Cast) -> None:
    draft, minh, tung = a_draft(cast), cast.actor("minh"), cast.actor("tung")
    with pytest.raises(Refused):
        reviewing.approve(draft, note="", by=tung, at=MARCH)
    for _ in range(2):
        reviewing.ask(draft, note="Mời xem", by=minh, at=MARCH)
    said = new_id()
    for _ in range(2):
        reviewing.comment(draft, 1, 1, "Rõ hơn", comment_id=said, by=tung, at=MARCH)
    with pytest.raises(Refused):
        reviewing.approve(draft, note="", by=tung, at=MARCH)
    for _ in range(2):
        reviewing.settle(review_queries.get_comment(said), by=minh, at=MARCH)
    first = review_queries.last_step(draft.id)
    reviewing.reopen(draft, by=minh, at=MARCH)
    assert state_of(draft) is State.DRAFT
    reviewing.ask(draft, note="Lại", by=minh, at=MARCH)
    with pytest.raises(Refused):
        reviewing.approve(draft, note="", seen=str(first and first.id), by=tung, at=MARCH)
    with pytest.raises(Refused):
        reviewing.approve(draft, note="", by=minh, at=MARCH)
    for _ in range(2):
        reviewing.approve(draft, note="", by=tung, at=MARCH)
    for _ in range(2):
        publishing.publish(draft, note="Rõ hơn", asks_renewal=False, by=minh, at=MARCH)
    with pytest.raises(Refused):
        publishing.publish(draft, note="Khác", asks_renewal=True, by=minh, at=MARCH)
    with pytest.raises(Refused):
        reviewing.comment(draft, 1, 1, "Muộn", comment_id=new_id(), by=tung, at=MARCH)
    for _ in range(2):
        publishing.withdraw(draft, reason="Sai", by=tung, at=MARCH)
    assert [count(kind) for kind in (VersionStep, LineComment, Withdrawal)] == [4, 1, 1]
    recorded = select(AuditEvent.action).where(AuditEvent.subject_id.in_([draft.id, said]))
    assert list(db.session.scalars(recorded.order_by(AuditEvent.id))) == [
        "module.asked", "module.commented", "comment.settled", "module.reopened", "module.asked",
        "module.approved", "module.published", "module.withdrawn",
    ]  # fmt: skip


def test_what_must_be_mended_is_neither_reviewed_nor_published(app: Flask, cast: Cast) -> None:
    draft = a_draft(cast, summary="")
    with pytest.raises(Refused):
        reviewing.ask(draft, note="", by=cast.actor("minh"), at=MARCH)
    with pytest.raises(Refused, match="Chưa có tóm tắt"):
        publishing.publish_checked(draft, note="", by=cast.actor("minh"), at=MARCH)
    assert load_module(CATALOGUE / "m1", by=cast.actor("minh"), at=AT, note="").is_new is False


def test_a_changed_point_is_a_new_point(app: Flask, cast: Cast) -> None:
    draft, tung = a_draft(cast, points_to_confirm=[POINT]), cast.actor("tung")
    reviewing.confirm(draft, POINT, "Công văn 12", by=tung, at=MARCH)
    reviewing.confirm(draft, POINT, "Công văn 13", by=cast.actor("minh"), at=MARCH)
    found = review_queries.confirmations_of(draft.id)[POINT]
    assert (found.by_name, found.evidence) == ("Lương Thanh Tùng", "Công văn 12")
    draft.points_to_confirm = ["Số 156 gọi được ban đêm?"]
    db.session.flush()
    with pytest.raises(Refused):
        reviewing.confirm(draft, POINT, "x", by=tung, at=MARCH)
    approved(cast, draft)
    with pytest.raises(Refused, match="ban đêm"):
        publishing.publish(draft, note="x", asks_renewal=False, by=tung, at=MARCH)


def test_comments_follow_the_text(app: Flask, cast: Cast) -> None:
    draft, by = a_draft(cast), cast.actor("tung")
    reviewing.comment(draft, 1, 1, "Hay", comment_id=new_id(), by=by, at=MARCH)
    reviewing.comment(draft, 2, 0, "Dài", comment_id=new_id(), by=by, at=MARCH)
    lessons = lessons_of(draft.id)
    lessons[0].body = f"Câu mới đứng đầu.\n\n{lessons[0].body}"
    found = review_queries.remarks_of(draft.id, lessons)
    assert [(one.lesson, one.line) for one in found] == [(1, 2), (2, 0)]


def test_content_comes_due_and_is_read_again(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor], at: Callable[[datetime], None]
) -> None:
    day = datetime(2026, 12, 22, 2, tzinfo=UTC)  # a fortnight before a year is over
    drafts = messages.drafts(messages.envelopes(get_year(2026), day.date()), day.date())
    told = {one.person_id: one for one in drafts if one.kind == "content"}
    assert set(told) == {cast.persons["minh"], cast.persons["tung"]}
    assert "M3." in told[cast.persons["minh"]].body
    before = day - timedelta(days=1)
    drafts = messages.drafts(messages.envelopes(get_year(2026), before.date()), before.date())
    assert [one for one in drafts if one.kind == "content"] == []
    at(day)
    tung = signed_in("tung")
    assert "2 học phần đến hạn xem lại" in tung.get("/").words
    page = tung.get(tung.get("/courses/manuscripts").link("M3. "))
    assert "Hạn xem lại: 05/01/2027" in page.words
    form = page.form_with("Tôi đã xem lại, vẫn đúng")
    for _ in range(2):
        tung.send(form.action, **{**form.fields, "review_note": "Đối chiếu văn bản"})
    assert count(ContentReview) == 1
    assert "Hạn xem lại: 22/12/2027" in tung.page.words
    assert "1 học phần đến hạn xem lại" in tung.get("/").words
