"""PDF signatures of every level, with a real authority, timestamp service and token."""

import asyncio
import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pkcs11
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask
from pkcs11.util.x509 import decode_x509_certificate
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

from certificates.press import Job, Worker
from lms.core.pdf import to_pdf
from lms.core.signing import NoKey, pdf_key, sign_pdf, trusted_roots
from tests.core.authority import Authority, bundle, serving

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
needs_token = pytest.mark.skipif(
    shutil.which("softhsm2-util") is None, reason="needs Debian's softhsm2"
)
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    with serving(Authority(tmp_path_factory.mktemp("authority"))) as made:
        yield made


@pytest.fixture
def plain(settings: Any) -> Iterator[Flask]:
    """An application without database: only its settings count here."""
    app = Flask(__name__)
    app.config.update(
        DATA_DIR=settings.data_dir, KEYS_DIR=settings.keys, SIGNING_KEY="",
        SIGNING_KEY_PASSWORD="", PKCS11_MODULE="",
        PKCS11_TOKEN="", PKCS11_KEY="", PKCS11_PIN="", TIMESTAMP_URL="",
        LONG_TERM_SIGNATURES=False, TRUST_DIR="",
    )  # fmt: skip
    with app.app_context():
        yield app


@pytest.fixture
def official(plain: Flask, authority: Authority, tmp_path: Path) -> Flask:
    """The agency has a key of the authority, and the authority is believed."""
    private = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.issue("Sở Khoa học và Công nghệ", private)
    body = bundle(private, certificate, [authority.certificate], "mật khẩu")
    (tmp_path / "key.p12").write_bytes(body)
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "ca.pem").write_bytes(authority.pem())
    plain.config.update(
        SIGNING_KEY=str(tmp_path / "key.p12"), SIGNING_KEY_PASSWORD="mật khẩu",
        TRUST_DIR=str(tmp_path / "roots"),
    )  # fmt: skip
    plain.extensions["serial"] = certificate.serial_number
    return plain


def page() -> bytes:
    return to_pdf("<html lang=vi><title>Một trang</title><p>Một trang</p>")


def looked_at(pdf: bytes, *roots: bytes) -> Any:
    found = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    assert len(found) == 1
    context = ValidationContext(trust_roots=_certificates(*roots), allow_fetching=False)
    return validate_pdf_signature(found[0], context)


def _when_the_key_is_over(reader: PdfFileReader, authority: Authority) -> Any:
    """What ETSI EN 319 102-1 says of a signature twenty days on; the key's certificate had ten."""
    later = datetime.now(UTC) + timedelta(days=20)
    signature, timing = (
        reader.embedded_regular_signatures[0],
        ValidationTimingInfo(later, later, True),
    )
    found = asyncio.run(ades_lta_validation(signature, _offline(authority), timing))
    return found.ades_subindic


def _offline(authority: Authority) -> PdfSignatureValidationSpec:
    """What is believed years later: the root, and only lists that are in the PDF itself."""
    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(_certificates(authority.pem())),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
    local = RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY)
    return PdfSignatureValidationSpec(SignatureValidationSpec(policy, local, policy))


def _certificates(*pems: bytes) -> list[Any]:
    return [one for pem in pems for one in load_certs_from_pemder_data(pem)]


def test_without_settings_the_key_says_it_is_not_official(plain: Flask) -> None:
    key = pdf_key()
    assert (key.is_official, key.level) == (False, "B-B")
    assert "không chính thức" in key.holder
    status = looked_at(sign_pdf(page(), "Thử"))
    assert (status.intact, status.valid, status.trusted) == (True, True, False)
    assert status.timestamp_validity is None


def test_nobody_answers_for_the_development_key(plain: Flask) -> None:
    plain.config.update(TIMESTAMP_URL="http://127.0.0.1:1", LONG_TERM_SIGNATURES=True)
    assert pdf_key().level == "B-T"


@needs_openssl
def test_a_timestamp_tells_when_it_was_signed(official: Flask, authority: Authority) -> None:
    official.config["TIMESTAMP_URL"] = f"{authority.address}/tsa"
    assert pdf_key().level == "B-T"
    status = looked_at(sign_pdf(page(), "Thử"), authority.pem())
    assert status.bottom_line
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted


@needs_openssl
def test_a_lasting_signature_is_valid_without_asking_anybody(
    official: Flask, authority: Authority
) -> None:
    official.config.update(TIMESTAMP_URL=f"{authority.address}/tsa", LONG_TERM_SIGNATURES=True)
    assert pdf_key().level == "B-LTA"
    reader = PdfFileReader(io.BytesIO(sign_pdf(page(), "Thử")))
    store = reader.root["/DSS"]
    assert len(store["/CRLs"]) == 1
    assert len(store["/Certs"]) >= 2
    assert len(reader.embedded_timestamp_signatures) == 1
    assert _when_the_key_is_over(reader, authority) == AdESPassed.OK
    official.config["LONG_TERM_SIGNATURES"] = False
    reader = PdfFileReader(io.BytesIO(sign_pdf(page(), "Thử")))
    assert _when_the_key_is_over(reader, authority) != AdESPassed.OK


@needs_openssl
def test_no_lasting_signature_by_a_revoked_key(official: Flask, authority: Authority) -> None:
    official.config.update(TIMESTAMP_URL=f"{authority.address}/tsa", LONG_TERM_SIGNATURES=True)
    authority.revoked.append(official.extensions["serial"])
    try:
        with pytest.raises(NoKey):
            sign_pdf(page(), "Thử")
    finally:
        authority.revoked.clear()


def test_a_timestamp_service_that_is_away_is_an_error(official: Flask) -> None:
    official.config["TIMESTAMP_URL"] = "http://127.0.0.1:1/tsa"
    with pytest.raises(NoKey, match="timestamp"):
        sign_pdf(page(), "Thử")


def test_roots_are_read_whole_or_refused(official: Flask, authority: Authority) -> None:
    folder = Path(official.config["TRUST_DIR"])
    (folder / "again.cer").write_bytes(authority.certificate.public_bytes(Encoding.DER))
    (folder / "README.txt").write_text("not a certificate, and not meant to be one")
    assert trusted_roots() == (authority.certificate, authority.certificate)
    (folder / "broken.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n")
    with pytest.raises(NoKey, match="broken"):
        trusted_roots()


@pytest.fixture(scope="module")
def token(
    authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """A token with an EC and an RSA key, and the certificate of each."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm.conf").write_text(f"directories.tokendir = {folder}/tokens\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOFTHSM2_CONF", str(folder / "softhsm.conf"))
        _softhsm("--init-token", "--free", "--label", "agency", "--so-pin", "9999", "--pin", "1234")
        _import(folder, authority, "ec", ec.generate_private_key(ec.SECP256R1()))
        _import(folder, authority, "rsa", rsa.generate_private_key(65537, 2048))
        yield {"PKCS11_MODULE": MODULE, "PKCS11_TOKEN": "agency", "PKCS11_PIN": "1234"}


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, env=os.environ)


def _import(folder: Path, authority: Authority, label: str, private: Any) -> None:
    key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(key)
    same = ("--token", "agency", "--pin", "1234", "--label", label)
    number = {"ec": "01", "rsa": "02"}[label]
    _softhsm("--import", str(folder / "key.pem"), *same, "--id", number)
    certificate = authority.issue("Sở Khoa học và Công nghệ", private)
    told = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
    with pkcs11.lib(MODULE).get_token(token_label="agency").open(rw=True, user_pin="1234") as one:
        one.create_object({**told, pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.LABEL: label})


@needs_token
@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_token_signs(
    official: Flask, authority: Authority, token: dict[str, str], kind: str
) -> None:
    official.config.update(token, PKCS11_KEY=kind)
    status = looked_at(sign_pdf(page(), "Thử"), authority.pem())
    assert status.bottom_line
    assert status.signing_cert.subject.native["common_name"] == "Sở Khoa học và Công nghệ"


@needs_token
def test_a_wrong_pin_signs_nothing(official: Flask, token: dict[str, str]) -> None:
    official.config.update(token, PKCS11_KEY="rsa", PKCS11_PIN="0000")
    with pytest.raises(NoKey, match="PinIncorrect"):
        sign_pdf(page(), "Thử")


@needs_token
def test_one_worker_signs_many_with_one_token_open(official: Flask, token: dict[str, str]) -> None:
    """The worker keeps the key open between documents, each signed in a loop of its own."""
    official.config.update(token, PKCS11_KEY="ec")
    worker = Worker(pdf_key())
    job = Job("<html lang=vi><title>Một</title><p>Một</p>", "", {}, "http://x/v/1", "Một")
    for _again in range(2):
        made = worker.press(job)
        assert looked_at(made.body).intact
        assert made.signed_by == "Sở Khoa học và Công nghệ"
