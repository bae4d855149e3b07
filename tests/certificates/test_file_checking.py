"""A PDF somebody sends in: genuine, changed, imitated, somebody else's, hostile."""

import io
import zlib
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader, PdfWriter

from certificates import documents, pdf_check_process, pdf_checking
from certificates.models import Certificate
from certificates.pdf_checking import BadPdf, Fault, FileFinding, Origin, judge, look_at
from certificates.queries import of_attempt
from lms.core.pdf import to_pdf
from tests.cast import Cast
from tests.conftest import ORIGIN, Visitor
from tests.make import a_mark

TODAY = date(2026, 3, 2)


@pytest.fixture
def one(app: Flask, cast: Cast) -> Certificate:
    with app.test_request_context():
        found = of_attempt(a_mark(cast).attempt_id)
    assert found is not None
    return found


@pytest.fixture
def pdf(app: Flask, one: Certificate) -> bytes:
    with app.test_request_context():
        return documents.body_of(documents.ensured(one))


def altered(pdf: bytes) -> bytes:
    """One bit of a picture or page turned round."""
    body = bytearray(pdf)
    body[body.index(b"stream") + 40] ^= 1
    return bytes(body)


def saved_again(pdf: bytes) -> bytes:
    out, writer = io.BytesIO(), PdfWriter()
    writer.append(PdfReader(io.BytesIO(pdf)))
    writer.write(out)
    return out.getvalue()


def send(visitor: Visitor, body: bytes, status: int = 200) -> str:
    visitor.get("/verify")
    form = visitor.page.form_with("Kiểm tra tệp")
    data = {**form.fields, "file": (io.BytesIO(body), "giay.pdf")}
    reply = visitor.client.post(form.action, data=data, headers=ORIGIN)
    return visitor._seen(reply, status).words


def test_genuine_changed_imitated_and_foreign_files_are_told_apart(
    app: Flask, one: Certificate, pdf: bytes, visitor: Visitor
) -> None:
    def look(body: bytes) -> FileFinding:
        return judge(body, pdf_check_process.look_at(body), TODAY)

    good = look(pdf)
    assert (good.origin, good.number) == (Origin.KEPT, one.number_text)
    (signature,) = good.signatures
    assert (signature.fits, signature.whole, signature.level) == (True, True, "B-B")
    assert not signature.is_official
    assert good.is_newest

    broken = look(altered(pdf))
    assert (broken.origin, broken.number) == (Origin.CHANGED, one.number_text)
    assert [one.fits for one in broken.signatures] == [False]
    assert look(pdf + b"\n% more\n%%EOF\n").origin is Origin.ADDED_TO
    assert look(saved_again(pdf)).origin is Origin.CHANGED
    imitated = to_pdf(f"<title>x</title><p>Số vào sổ: {one.number_text}</p>")
    assert (look(imitated).origin, look(imitated).number) == (Origin.CHANGED, one.number_text)
    invented = to_pdf("<title>x</title><p>Số vào sổ: 000777-A/2026/GCN-SKHCN</p>")
    assert look(invented).origin is Origin.FOREIGN

    words = send(visitor, pdf)  # in the other process, with its limits
    for text in ("bản gốc, chưa bị sửa", "Hoàng Thị Lan", "Khóa thử nghiệm", "(PAdES) B-B"):
        assert text in words
    words = send(visitor, altered(pdf))
    assert "không phải tệp đã cấp" in words
    assert one.number_text in words
    assert "Hoàng Thị Lan" not in words
    assert one.token not in visitor.page.html


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b"\x00\xff" * 500, Fault.NOT_PDF),
        (b"%PDF-1.7\n" + b"1 0 obj<</Length 99999999>>stream\n" * 2_000, Fault.BROKEN),
    ],
)
def test_what_cannot_be_read_is_said_so(body: bytes, fault: Fault) -> None:
    with pytest.raises(BadPdf) as refused:
        look_at(body)
    assert refused.value.fault is fault


def test_a_file_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of 105 MB of text in a few KB; with less of the processor, to be over sooner."""
    lines = b"BT /F 9 Tf (aaaaaaaaaaaaaaaa) Tj ET\n" * 3_000_000
    text = zlib.compress(zlib.compress(lines, 1), 9)
    bomb = (
        b"%%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F "
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%b\nendstream endobj\n"
        b"trailer<</Size 5/Root 1 0 R>>\n%%%%EOF\n"
    ) % (len(text), text)
    monkeypatch.setattr(pdf_checking, "PROCESSOR", 2)
    with pytest.raises(BadPdf) as refused:
        look_at(bomb)
    assert refused.value.fault is Fault.TOO_LARGE


def test_a_broken_or_huge_file_gets_a_sentence(app: Flask, visitor: Visitor) -> None:
    app.config["FILE_LIMIT_KB"], before = 40, app.config["FILE_LIMIT_KB"]
    try:
        send(visitor, b"%PDF-1.7" + b"0" * 60_000, 413)
    finally:
        app.config["FILE_LIMIT_KB"] = before
    locked, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("mật khẩu", algorithm="RC4-128")
    writer.write(locked)
    assert "khóa bằng mật khẩu" in send(visitor, locked.getvalue(), 422)
