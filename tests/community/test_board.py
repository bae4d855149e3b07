"""The board: sent with photographs, returned, sent again, let through, found useful."""

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select

from courses.models import Topic
from lms.community import board_queries, moderating, operations, sharing
from lms.community.models import Posting, PracticePhoto, Usefulness
from lms.community.operations import Text
from lms.community.rules import PRACTICES_A_DAY, PostingState
from lms.community.sharing import Particulars
from lms.core.clock import now
from lms.core.db import db, new_id
from lms.core.errors import Refused
from lms.core.files import StoredFile
from lms.core.keyset import FIRST
from tests.cast import Cast
from tests.community.test_questions import acting
from tests.conftest import Visitor

SignedIn = Callable[[str], Visitor]
FIELDS = {"title": "Chợ không tiền mặt", "text": "Mỗi sạp một mã QR.", "topic": "qr"}


def photograph() -> tuple[io.BytesIO, str]:
    picture, exif = Image.new("RGB", (1200, 900), "#2f6b4f"), Image.Exif()
    exif[0x010F] = "Secret camera"
    body = io.BytesIO()
    picture.save(body, "JPEG", exif=exif)
    return io.BytesIO(body.getvalue()), "cho.jpg"


def send(visitor: Visitor, status: int, **fields: object) -> str:
    """Send the form with its files; the page that came."""
    held = visitor.page.form_with("Gửi bài")
    data = {**held.fields, "text": FIELDS["text"], **fields}
    headers = {"Origin": "http://localhost"}
    reply = visitor.client.post(held.action, data=data, headers=headers, follow_redirects=True)
    assert reply.status_code == status
    return visitor._seen(reply, status).words


def test_from_the_form_to_the_board_and_back(cast: Cast, signed_in: SignedIn) -> None:
    lan, minh, hung = signed_in("lan"), signed_in("minh"), signed_in("hung")
    lan.get("/community/practices/form")
    words = send(lan, 422, **FIELDS, photo_1=photograph(), photo_2=(io.BytesIO(b"x"), "x.jpg"))
    for problem in ("tả ảnh này chụp gì", "hỏi mọi người trong ảnh", "không đọc được"):
        assert problem in words
    words = send(lan, 200, words_1="Sạp rau có mã QR", consent="y")  # the photograph is kept
    assert "Đang chờ duyệt" in words
    waiting = db.session.scalars(select(Posting)).one()
    path = f"/community/practices/{waiting.id}"
    photo = f"/community/photos/{db.session.scalars(select(PracticePhoto.id)).one()}"
    for hidden in (path, photo, f"{photo}/small"):
        assert hung.client.get(hidden).status_code == 404
    reply = lan.client.get(photo)
    assert (reply.mimetype, b"Secret" in reply.data) == ("image/webp", False)
    assert reply.headers["Cache-Control"] == "private, max-age=86400"
    again = {"If-None-Match": reply.headers["ETag"]}
    assert lan.client.get(photo, headers=again).status_code == 304
    assert len(lan.client.get(f"{photo}/small").data) < len(reply.data)

    minh.get(minh.get("/community/practices").link("Chợ không tiền mặt"))
    minh.get(f"/community/postings/{waiting.id}")
    minh.press("Lưu quyết định", state="returned", reason="Thêm số hộ giúp được")
    assert "Thêm số hộ giúp được" in lan.get("/community/practices").words
    lan.get(f"/community/practices/form?again={waiting.id}")
    form_id = lan.page.form_with("Gửi bài").fields["form_id"]
    send(lan, 200, households="18", consent="y")
    send_twice = {"csrf_token": lan.page.token, **FIELDS, "form_id": form_id, "again": waiting.id}
    lan.client.post("/community/practices", data=send_twice, headers={"Origin": "http://localhost"})
    found = board_queries.waiting_practices()
    assert [(one.practice.households, one.photo is not None) for one in found] == [(18, True)]
    better = found[0].posting
    minh.get(f"/community/postings/{better.id}")
    minh.press("Lưu quyết định", state="shown")
    page = hung.get("/community/practices?topic=qr&q=khong+tien+mat")
    assert "Chợ không tiền mặt" in page.words
    assert "Chợ không tiền mặt" not in hung.get("/community/practices?topic=safety").words
    page = hung.get(f"/community/practices/{better.id}")
    assert "Sạp rau có mã QR" in {a.get("alt") for a in page.all("img")}
    assert "Số hộ được giúp 18" in page.words
    assert "Lan, Xã Na Sầm" in page.words
    assert "hữu ích với 1 người" in hung.press("Hữu ích với tôi").words
    hung.get("/courses/")
    hung.send(f"/community/practices/{better.id}/usefulness")
    assert db.session.scalar(select(func.count()).select_from(Usefulness)) == 1
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 3


def test_limits_and_who_may_let_through(app: Flask, cast: Cast) -> None:
    lan, minh, tung = (acting(cast, who) for who in ("lan", "minh", "tung"))
    about = Particulars(Topic.SAFETY)

    def sent(title: str, words: str, by: operations.Actor = lan) -> Posting:
        text = Text(words, new_id().hex, title)
        return db.session.get_one(Posting, sharing.share(text, about, [], by=by, at=now()))

    first, second = sent("Giấy chữ to", "Dán cạnh máy"), sent("Dán cạnh máy", "Giấy")
    own = sent("Của giảng viên", "Lớp tối", by=minh)
    with pytest.raises(Refused, match="căn cước"):
        sent("Nhầm", "Căn cước 020080001234")
    for _ in range(PRACTICES_A_DAY - 2):
        sent("Nữa", "Một bài")
    with pytest.raises(Refused, match="3 bài"):
        sent("Nữa", "Quá nhiều")
    with pytest.raises(Refused, match="người khác"):
        moderating.judge(own, PostingState.SHOWN, "", by=minh, at=now())
    for posting in (first, second, own):
        moderating.judge(posting, PostingState.SHOWN, "", by=tung, at=now())
    with pytest.raises(Refused):  # let through already: nothing to decide again
        moderating.judge(first, PostingState.RETURNED, "Muộn", by=tung, at=now())
    found = board_queries.on_board(None, "giay can", FIRST)
    assert ([one.posting.id for one in found.rows], found.next) == ([second.id, first.id], None)
    found = board_queries.on_board(None, "chu to", FIRST)
    assert [one.posting.id for one in found.rows] == [first.id]
    assert board_queries.on_board(Topic.QR, "", FIRST).rows == []
    with pytest.raises(Refused):
        moderating.find_useful(first, by=lan, at=now())
