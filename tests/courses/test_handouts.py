"""Files handed out with a module: what is taken, what is refused, who gets them, taken away."""

import io
import zipfile
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from courses import handout_check
from courses.handout_check import check_handout
from courses.handout_models import Handout
from courses.queries import get_published
from lms.core.audit import AuditEvent
from lms.core.db import db, new_id
from lms.core.errors import Frozen, Refused
from lms.core.files import SLIDES
from tests.cast import Cast
from tests.conftest import Visitor

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"


def slides(*more: str, kinds: str = "<Types/>", base: str = "ppt/presentation.xml") -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", kinds)
        for name in (base, "ppt/embeddings/Microsoft_Excel_Sheet1.xlsx", *more):
            parts.writestr(name, "x")
    return body.getvalue()


WHOLE = slides()


def bomb() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as parts:
        for name in ("[Content_Types].xml", "ppt/presentation.xml"):
            parts.writestr(name, "x")
        with parts.open("ppt/media/a.bmp", "w", force_zip64=True) as part:
            for _block in range(4):
                part.write(bytes(1_000_000))
    return body.getvalue()


HOSTILE = {
    "a program": b"MZ\x90 not a document",
    "some other ZIP": slides(base="word/document.xml"),
    "macros": slides("ppt/vbaProject.bin"),
    "macros under another name": slides("PPT\\vbaproject.BIN"),
    "macros by kind": slides(kinds="application/vnd.ms-powerpoint.presentation.macroEnabled.main"),
    "a control": slides("ppt/activeX/activeX1.xml"),
    "a packed program": slides("ppt/embeddings/oleObject1.bin"),
    "half of it": slides()[:-30],
    "half a PDF": PDF[:20],
    "a PDF that runs": PDF.replace(b"<< >>", b"<< /S /JavaScript >>"),
    "too large": PDF.replace(b"<< >>", bytes(10 * 1024 * 1024)),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_refused(app: Flask, what: str) -> None:
    with pytest.raises(Refused) as refused:
        check_handout(HOSTILE[what])
    assert refused.value.message


def test_a_bomb_is_never_unpacked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handout_check, "MOST_UNPACKED", 3_000_000)
    body = bomb()
    assert len(body) < 10_000
    with pytest.raises(Refused):
        check_handout(body)


def test_what_is_taken(app: Flask) -> None:
    assert [check_handout(PDF), check_handout(slides())] == ["application/pdf", SLIDES]


def test_a_trainer_hands_out_and_takes_away(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    version = get_published(cast.modules["m0"])
    path = f"/courses/manuscripts/{version.id}/handouts"
    minh, lan, hung = signed_in("minh"), signed_in("lan"), signed_in("hung")
    page = minh.get(f"/courses/manuscripts/{version.id}")
    minh.get(page.link("In và phát tài liệu"))
    assert "Bạn hãy đặt tên cho tệp" in minh.press("Gửi cho người học", 422).words

    def send(body: bytes, status: int = 200, **more: str) -> str:
        fields = {"title": "Bài giảng: quét mã", "handout_id": new_id().hex, **more}
        return minh.send(path, status, file=(io.BytesIO(body), "a.pptx"), **fields).words  # type: ignore[arg-type]

    refused = send(slides("ppt/vbaProject.bin"), 422)
    assert "macro" in refused
    assert minh.page.form_with("Gửi cho người học").fields["title"] == "Bài giảng: quét mã"
    same = new_id().hex
    assert "Đã gửi tệp" in send(WHOLE, handout_id=same)
    send(WHOLE, handout_id=same)
    (row,) = db.session.scalars(select(Handout)).all()

    module = lan.get(f"/courses/modules/{version.module_id}")
    assert "Bài giảng: quét mã PowerPoint, 0,1 MB" in module.words
    where = module.link("Bài giảng: quét mã")
    reply = lan.client.get(where)
    assert (reply.data, reply.mimetype) == (WHOLE, SLIDES)
    assert reply.headers["Content-Disposition"] == 'attachment; filename="bai-giang-quet-ma.pptx"'
    assert minh.client.get(f"{path}/{row.id}").data == WHOLE
    assert signed_in("tung").client.get(f"{path}/{row.id}").status_code == 200
    assert "Gửi cho người học" not in signed_in("tung").get(path).words
    other = f"/courses/modules/{cast.modules['m3']}/handouts/{row.id}"
    assert lan.client.get(other).status_code == 404

    minh.get(path)
    assert "Đã gỡ tệp" in minh.press("Gỡ bỏ").words
    assert hung.client.get(where).status_code == 404
    assert "Bài giảng" not in lan.get(f"/courses/modules/{version.module_id}").words
    done = select(func.count()).where(AuditEvent.action.startswith("handout."))
    assert db.session.scalar(done) == 2
    row.title = "khác"
    with pytest.raises(Frozen):
        db.session.flush()
