import io
import unicodedata
from collections.abc import Callable

import pytest
from flask import Flask
from pypdf import PdfReader

from certificates import documents, press
from certificates.models import Certificate
from certificates.queries import of_attempt
from certificates.remaking import Kept, looked_at, made_again
from lms.core.db import db
from lms.core.files import key_of
from lms.core.store import store
from lms.people.operations.entering import enter_person
from tests.cast import BEFORE, Cast
from tests.conftest import Visitor
from tests.make import a_mark


def pdf_of(certificate: Certificate) -> bytes:
    return documents.body_of(documents.ensured(certificate))


LETTERS = "ẪẬỖỘỮỰỸẴẶẾỆĐđảãạăằẵặẩẫậẻẽẹểễệỉĩịỏõọổỗộởỡợủũụửữựỷỹỵ"


def test_the_pdf_is_one_landscape_page_with_real_text(app: Flask, cast: Cast) -> None:
    cast.person("lan").full_name = f"Hoàng {LETTERS}"
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast, right=9).attempt_id)
        assert certificate is not None
        pdf = pdf_of(certificate)
        assert pdf_of(certificate) == pdf
        kept = documents.document_of(certificate.id)
        assert kept is not None
        assert made_again(certificate, kept) is Kept.SAME
    reader = PdfReader(io.BytesIO(pdf))
    box = reader.pages[0].mediabox
    assert (len(reader.pages), round(box.width), round(box.height)) == (1, 842, 595)
    text = unicodedata.normalize("NFC", reader.pages[0].extract_text())
    flat = "".join(text.split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "GIẤY CHỨNG NHẬN",
        certificate.holder_name, certificate.number_text, "Đạt 9/10", "Lạng Sơn, ngày 01 tháng 3",
    ):  # fmt: skip
        assert "".join(words.split()) in flat, words


def test_every_font_is_embedded_and_the_file_is_small(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
        assert certificate is not None
        pdf = pdf_of(certificate)
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(descriptor.get_object())
    assert len(pdf) < 60_000


def test_a_hostile_name_stays_text(app: Flask, cast: Cast) -> None:
    person = enter_person('<img src="file:///etc/passwd">{{7*7}}', since=BEFORE)
    cast.person("lan").full_name = person.full_name
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
        assert certificate is not None
        text = PdfReader(io.BytesIO(pdf_of(certificate))).pages[0].extract_text()
    assert "{{7*7}}" in text.replace(" ", "").replace("\n", "")


def test_a_document_that_cannot_be_signed_waits(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
    db.session.commit()
    assert certificate is not None
    lan, path = signed_in("lan"), f"/certificates/{certificate.id}/document.pdf"
    with monkeypatch.context() as away:
        away.setitem(app.config, "TIMESTAMP_URL", "http://127.0.0.1:1/tsa")
        assert "chưa ký được" in lan.get(path, 409).words
    assert documents.document_of(certificate.id) is None
    assert lan.client.get(path).data.startswith(b"%PDF-")


def test_kept_documents_are_checked_and_made_again(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
        assert certificate is not None
        kept = documents.ensured(certificate)
        assert [found for *_, found in looked_at(again=True)] == [Kept.SAME]
        db.session.expunge(kept)
        kept.made_with, kept.fields = "older", {**kept.fields, "holder": "Khác"}
        assert made_again(certificate, kept) is Kept.OTHER_VERSIONS
        kept.made_with = press.made_with()
        assert made_again(certificate, kept) is Kept.DIFFERENT
        store().put(key_of(kept.sha256), b"%PDF-1.7 other")
        result = app.test_cli_runner().invoke(args=["certificates", "check"])
    assert result.exit_code == 1
    assert f"{certificate.number_text}: damaged" in result.output
