"""Documents as programs of others see them: veraPDF, poppler, qpdf, zbar, pyHanko."""

import io
import random
import re
import subprocess
import unicodedata
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from PIL import Image, ImageFilter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certificates import claims, designs, documents, press
from certificates.fields import samples
from certificates.models import Issuer
from certificates.queries import of_attempt
from certificates.remaking import Kept, made_again
from lms.core.access import SYSTEM
from lms.core.db import db
from lms.core.signing import PdfKey, pdf_key
from tests.cast import Cast
from tests.certificates import vera
from tests.make import MARCH, a_mark

TOKEN = "qZ3v9X1bTt6wYk0r8LmNpA"
NAMES = [design.name for design in designs.GALLERY]


def letters() -> str:
    """The 146 Vietnamese letters that are more than ASCII can do or change with a tone."""
    tones = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
    found = [unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in tones] + ["đ"]
    return "".join(found) + "".join(found).upper()


HOSTILE = " ".join(re.findall(".{1,8}", letters()))


@dataclass(frozen=True)
class Printed:
    """A design as two documents: signed, with a hostile name; and with an empty field."""

    signed: Path
    unsigned: Path

    @property
    def both(self) -> list[Path]:
        return [self.signed, self.unsigned]


@pytest.fixture(scope="module")
def address() -> str:
    """What a QR code of ours holds, in its full length."""
    claim = claims.claim_of(
        TOKEN, "0a1b2c3d", "Nông Thị Hồng Nhung", number=123456, book_year=2026,
        issued_on=date(2026, 3, 5), valid_until=date(2026, 12, 31), series="GCN-SKHCN",
        programme="M3",
    )  # fmt: skip
    key = Ed25519PrivateKey.generate()
    return f"https://hocso.langson.gov.vn/v/{TOKEN}.{claims.signed(claim, TOKEN, key)}"


@pytest.fixture(scope="module")
def key(settings: Any) -> PdfKey:
    app = Flask(__name__)
    app.config.update(
        DATA_DIR=settings.data_dir, KEYS_DIR=settings.keys, SIGNING_KEY="",
        SIGNING_KEY_PASSWORD="", PKCS11_MODULE="",
        TIMESTAMP_URL="", LONG_TERM_SIGNATURES=False, TRUST_DIR="",
    )  # fmt: skip
    with app.app_context():
        return pdf_key()


@pytest.fixture(scope="module")
def printed(
    key: PdfKey, address: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Printed]:
    """Every design of the gallery, printed and signed once for all tests of this file."""
    worker, folder = press.Worker(key), tmp_path_factory.mktemp("printed")
    found = {}
    for design in designs.GALLERY:
        one = Printed(folder / f"{design.name}-signed.pdf", folder / f"{design.name}-unsigned.pdf")
        plain = press.Job(design.html, design.css, samples(), address, "")
        one.unsigned.write_bytes(worker.press(plain).body)
        fields = {**samples(), "holder": HOSTILE}
        sealed = press.Job(design.html, design.css, fields, address, "Giấy chứng nhận số 1")
        one.signed.write_bytes(worker.press(sealed).body)
        found[design.name] = one
    return found


def said(*command: str | Path) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.skipif(bool(vera.MISSING), reason=vera.MISSING)
def test_every_design_is_archival_and_accessible(printed: dict[str, Printed]) -> None:
    assert vera.faults([file for one in printed.values() for file in one.both]) == []


@pytest.mark.parametrize("name", NAMES)
def test_the_signature_holds_for_others(printed: dict[str, Printed], name: str) -> None:
    told = said("pdfsig", "-nocert", printed[name].signed)
    assert "Signature is Valid" in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    body = printed[name].signed.read_bytes()
    status = checked(body)
    assert (status.intact, status.valid) == (True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    changed = bytearray(body)
    changed[len(body) // 3] ^= 1
    assert not checked(bytes(changed)).intact


def checked(body: bytes) -> Any:
    signature = PdfFileReader(io.BytesIO(body), strict=False).embedded_regular_signatures[0]
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[]))


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_whole_small_and_say_what_they_are(
    printed: dict[str, Printed], name: str
) -> None:
    for file in printed[name].both:
        said("qpdf", "--check", file)  # fails when there is anything to warn of
        assert file.stat().st_size <= 60_000
        reader = PdfReader(file)
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "vi"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata is not None
        title = "Thẻ chứng nhận" if name == "card" else "Giấy chứng nhận"
        assert reader.metadata.title == f"{title} {samples()['number']}"
        assert len(reader.pages) == (2 if name == "card" else 1)


@pytest.mark.parametrize("name", NAMES)
def test_every_letter_is_embedded_and_read_back(printed: dict[str, Printed], name: str) -> None:
    fonts = said("pdffonts", printed[name].signed).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert re.match(r"[A-Z]{6}\+", line), line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], line  # embedded, subset, to Unicode
    text = said("pdftotext", "-raw", printed[name].signed, "-")
    assert len(set(letters())) == 146
    assert "".join(HOSTILE.split()) in "".join(text.split())


def test_an_empty_field_waits_where_the_agency_signs(printed: dict[str, Printed]) -> None:
    for one in printed.values():
        field = PdfReader(one.unsigned).get_fields()
        assert field is not None
        assert (field["Signature1"]["/FT"], field["Signature1"].value) == ("/Sig", None)


@pytest.mark.parametrize("name", NAMES)
def test_a_poor_copy_still_leads_to_the_full_address(
    printed: dict[str, Printed], name: str, address: str, tmp_path: Path
) -> None:
    """Printed and photographed by a cheap phone: askew, unsharp, with noise, packed hard."""
    said("pdftoppm", "-r", "150", "-gray", printed[name].unsigned, tmp_path / "page")
    page = Image.open(max(tmp_path.glob("page-*.pgm")))  # the code of a card is on its back
    askew = page.rotate(1.5, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    noise = Image.frombytes("L", askew.size, random.Random(7).randbytes(askew.width * askew.height))
    copy = Image.blend(askew.filter(ImageFilter.GaussianBlur(0.4)), noise, 0.15)
    copy.save(tmp_path / "copy.jpg", quality=45)
    read = said("zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", tmp_path / "copy.jpg")
    assert read.strip() == address


def test_what_was_issued_stays_as_it_was(app: Flask, cast: Cast) -> None:
    with app.test_request_context():
        certificate = of_attempt(a_mark(cast).attempt_id)
        assert certificate is not None
        kept = documents.ensured(certificate)
        body = documents.body_of(kept)
        cast.person("lan").full_name = "Hoàng Thị Khác"
        db.session.get_one(Issuer, certificate.issuer_id).name = "Sở Mới"
        design = designs.found_design("classic", by=SYSTEM, at=MARCH)
        designs.add_version(design.template, "<p>khác", "", "", by=SYSTEM, at=MARCH)
        db.session.flush()
        assert documents.body_of(documents.ensured(certificate)) == body
        assert made_again(certificate, kept) is Kept.SAME
