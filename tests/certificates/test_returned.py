"""Documents signed outside come back: only our very bytes with a signature added are taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from ssl import DER_cert_to_PEM_cert
from typing import Any

import pytest
from flask import Flask
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, signers
from sqlalchemy import select

from certificates import documents, returned_reader
from certificates.models import Certificate, CertificateDocument, Form, Signing
from lms.core.db import db
from lms.core.signing import pdf_key
from tests.conftest import ONE_DATABASE, ORIGIN, Visitor
from tests.page import Page

APRIL = datetime(2026, 4, 1, 2, 0, tzinfo=UTC)
Send = Callable[[str, bytes], str]


@pytest.fixture
def signer(app: Flask) -> Any:
    """Somebody's key; nobody vouches for it."""
    key = pdf_key()
    return signers.SimpleSigner.load_pkcs12_data(key.bundle, [], key.password.encode())


def signed(body: bytes, signer: Any, *, with_text: bool = False) -> bytes:
    """What a program of the agency gives back; with `with_text` it has changed the page first."""
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    if with_text:
        page = writer.root["/Pages"]["/Kids"][0]
        page["/Rotate"] = NumberObject(180)
        writer.update_container(page)
    about = PdfSignatureMetadata(field_name="Signature1")
    return bytes(signers.sign_pdf(writer, about, signer=signer).getvalue())


@pytest.fixture
def tung(
    signed_in: Callable[[str], Visitor], terms_of_m0: Callable[..., None],
    at: Callable[[datetime], None],
) -> Visitor:  # fmt: skip
    """Who issues; certificates are signed outside."""
    at(APRIL)
    terms_of_m0(signing=Signing.BY_HAND)
    return signed_in("tung")


@pytest.fixture
def send(tung: Visitor) -> Send:
    """Send a file back and read what is said of it."""

    def sent(name: str, body: bytes) -> str:
        tung.get("/certificates/returned")
        form = {"csrf_token": tung.page.token, "file": (io.BytesIO(body), name)}
        reply = tung.client.post("/certificates/returned", data=form, headers=ORIGIN)
        page = Page(reply.get_data(as_text=True))
        assert page.faults() == []
        return page.words

    return sent


def test_signed_documents_come_back_and_everybody_gets_them(
    tung: Visitor, send: Send, signer: Any, issued: Callable[..., Certificate],
    signed_in: Callable[[str], Visitor],
) -> None:  # fmt: skip
    lan, khach = issued("lan"), issued("khach")
    taken_along = tung.client.get("/certificates/returned/unsigned.zip")
    with zipfile.ZipFile(io.BytesIO(taken_along.data)) as packed:
        ours = {name: packed.read(name) for name in packed.namelist()}
    assert set(ours) == {"000001-2026.pdf", "000002-2026.pdf"}
    body = ours["000001-2026.pdf"]
    assert "Chưa có chữ ký" in send("a.pdf", body)
    assert "Đã bị sửa" in send("a.pdf", signed(body, signer, with_text=True))
    good = signed(body, signer)
    broken = bytearray(good)
    broken[-200] ^= 1
    words = send("a.zip", in_zip({
        "1.pdf": good, "2.pdf": good, "3.txt": b"Xin chao",
        "4.pdf": body[:900] + b" " + body[901:] + good[len(body):], "5.pdf": bytes(broken),
        "6.pdf": signed(ours["000002-2026.pdf"], signer)[: len(ours["000002-2026.pdf"]) + 500],
    }))  # fmt: skip
    assert "Đã nhận 1 trong 6 tệp" in words
    assert "khóa thử nghiệm, không chính thức" in words
    assert "chưa kiểm tra người ký" in words
    assert "Đã có từ trước" in words
    assert words.count("Không phải giấy") == 1
    assert words.count("Đã bị sửa") == 2
    assert "Chưa có chữ ký" in words  # cut off: what is left of the signature is none
    for again in (good, signed(body, signer)):  # the same, and another signature of it
        assert "Đã có từ trước" in send("a.pdf", again)
    newest = documents.document_of(lan.id)
    assert newest is not None
    assert (newest.form, newest.step, newest.size) == (Form.RETURNED, 2, len(good))
    assert newest.previous_sha256 == documents.press.sha256(body)
    assert signed_in("lan").client.get(f"/certificates/{lan.id}/document.pdf").data == good
    assert "Đang chờ ký: 1" in tung.get("/certificates/returned").words
    assert documents.document_of(khach.id).form is Form.UNSIGNED  # type: ignore[union-attr]


def in_zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, body in files.items():
            packed.writestr(name, body)
    return out.getvalue()


@ONE_DATABASE
def test_a_signer_is_checked_against_the_trusted_roots(
    app: Flask, signer: Any, issued: Callable[..., Certificate], tung: Visitor
) -> None:
    body = documents.body_of(documents.ensured(issued()))
    good, root = signed(body, signer), DER_cert_to_PEM_cert(signer.signing_cert.dump())
    for roots, is_trusted in (([root], True), ([], False)):
        told = returned_reader.judge(good, len(body), roots)
        assert told["signer"].startswith("Học Số"), told
        assert told["is_trusted"] is is_trusted


@ONE_DATABASE
def test_other_files_get_a_sentence(tung: Visitor, send: Send) -> None:
    assert "Mời gửi tệp PDF" in send("a.docx", b"\x00\x01")
    assert "bị hỏng" in send("a.zip", b"PK\x03\x04 no zip")
    assert "Không phải giấy" in send("a.pdf", b"%PDF-1.7\n" + b"%%EOF\n" * 50)
    bomb = in_zip_packed(b"%PDF-" + b"0" * 30_000_000)
    assert "quá lớn" in send("bomb.zip", bomb)
    assert db.session.scalars(select(CertificateDocument)).all() == []


def in_zip_packed(body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.pdf", body)
    return out.getvalue()
