"""Photographs of a class: kept once, covered by the signature, later ones named as later."""

import hashlib
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.core.errors import Frozen, Missing, Refused
from lms.training import operations
from lms.training.hall_models import ClassPhoto
from lms.training.models import TrainingClass
from lms.training.photos import get_photo, keep_photo, photos_of
from lms.training.rules import annex_digest
from tests.cast import Cast
from tests.conftest import Visitor
from tests.training.test_registers import THEN, come, planned

SignedIn = Callable[[str], Visitor]
At = Callable[[datetime], None]
JPEG, PNG = b"\xff\xd8\xff\xe0 a class", b"\x89PNG\r\n\x1a\n a sheet"


def kept(cast: Cast, held: TrainingClass, body: bytes, *, minutes: int = 0) -> bool:
    at = THEN + timedelta(minutes=minutes)
    return keep_photo(held, body, "Toàn cảnh", by=cast.actor("hoa"), at=at)


def test_a_photograph_is_kept_once(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    assert [kept(cast, held, JPEG), kept(cast, held, JPEG), kept(cast, held, PNG)] == [
        True, False, True,
    ]  # fmt: skip
    first, second = photos_of(held.id)
    assert (first.file.sha256, first.photo.caption) == (
        hashlib.sha256(JPEG).hexdigest(), "Toàn cảnh",
    )  # fmt: skip
    assert get_photo(held.id, second.photo.id).file.kind == "image/png"
    with pytest.raises(Missing):
        get_photo(planned(cast).id, second.photo.id)
    first.photo.caption = "khác"
    with pytest.raises(Frozen):
        db.session.flush()


def test_only_photographs_of_what_took_place(app: Flask, cast: Cast) -> None:
    held, before = planned(cast), datetime(2026, 3, 31, 3, tzinfo=UTC)
    with pytest.raises(Refused):
        keep_photo(held, JPEG, "", by=cast.actor("hoa"), at=before)
    with pytest.raises(Refused):
        kept(cast, held, b"GIF89a")


def test_the_signature_covers_the_photographs(app: Flask, cast: Cast) -> None:
    held = planned(cast)
    come(cast, held, "lan")
    kept(cast, held, JPEG)
    signing = operations.sign_register(held, by=cast.actor("hoa"), at=THEN)
    db.session.flush()
    line = ("photo", hashlib.sha256(JPEG).hexdigest())
    assert (signing.photos, signing.annex_sha256) == (1, annex_digest([line]))
    kept(cast, held, PNG, minutes=5)
    assert [one.later for one in photos_of(held.id)] == [False, True]


def test_a_commune_sends_photographs_and_a_stranger_sees_none(
    cast: Cast, signed_in: SignedIn, at: At
) -> None:
    held = planned(cast)
    db.session.commit()
    at(THEN)
    hoa, path = signed_in("hoa"), f"/training/classes/{held.id}/photos"
    page = hoa.get(path)
    assert "chưa có ảnh nào" in page.words
    assert "Bạn hãy chọn một ảnh" in hoa.press("Gửi", 422).words

    def send(body: bytes, status: int = 200) -> str:
        photo = (io.BytesIO(body), "IMG_1.jpg")
        return hoa.send(path, status, photo=photo, caption="Danh sách đã ký").words  # type: ignore[arg-type]

    assert "Đã lưu ảnh" in send(JPEG)
    assert "đã được gửi rồi" in send(JPEG)
    assert "JPEG" in send(b"MZ not a picture", 409)
    (row,) = db.session.scalars(select(ClassPhoto)).all()
    reply = hoa.client.get(f"{path}/{row.id}")
    assert (reply.data, reply.mimetype) == (JPEG, "image/jpeg")
    assert reply.headers["Content-Disposition"].startswith("attachment")
    looked = select(func.count()).where(AuditEvent.action == "photo.downloaded")
    assert db.session.scalar(looked) == 1
    assert "Danh sách đã ký" in hoa.get(f"/training/classes/{held.id}").words
    stranger = planned(cast, "dong-kinh")
    stranger_path = f"/training/classes/{stranger.id}/photos/{row.id}"
    db.session.commit()
    assert hoa.client.get(stranger_path).status_code == 404
    assert signed_in("lan").client.get(f"{path}/{row.id}").status_code == 404
