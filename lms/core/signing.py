"""The key of the agency: signs bytes and PDFs, and says whether a signature is good.

The key is a PKCS#12 file, else a development key; a token (PKCS#11) may sign PDFs. PDFs are signed
in a process of its own: `pdf_signer` takes a second and 40 MB that no web process should pay for.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from flask import current_app

from lms.core.development_key import DEVELOPMENT_NAME, make_development_key
from lms.core.trust import NoKey as NoKey
from lms.core.trust import trusted_roots as trusted_roots

ROOT = Path(__file__).parents[2]
SECONDS = 60
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True)
class Key:
    """A private key, its certificate, and those of who vouches for it."""

    private: PrivateKey
    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...] = ()

    @property
    def holder(self) -> str:
        """Whose key it is, as the certificate names them."""
        return holder_of(self.certificate)

    @property
    def is_official(self) -> bool:
        """Whether it is not the development key."""
        return is_official(self.holder)

    def sign(self, body: bytes) -> bytes:
        """A signature of some bytes (ECDSA or RSA PKCS#1 v1.5, SHA-256)."""
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(body, ec.ECDSA(hashes.SHA256()))
        return self.private.sign(body, padding.PKCS1v15(), hashes.SHA256())

    def pem(self) -> bytes:
        """The certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM)


def agency_key() -> Key:
    """The key of the settings, or the development key, made when there is none. Raises NoKey."""
    given = current_app.config["SIGNING_KEY"]
    password = current_app.config["SIGNING_KEY_PASSWORD"]
    if given:
        return _read(Path(given), password)
    path = Path(current_app.config["KEYS_DIR"]) / "development.p12"
    if not path.exists():
        make_development_key(path)
    return _read(path, "")


def _read(path: Path, password: str) -> Key:
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(
            path.read_bytes(), password.encode() or None
        )
    except (OSError, ValueError) as error:
        raise NoKey(f"{path}: {error}") from None
    if certificate is None or not isinstance(private, PrivateKey):
        raise NoKey(f"{path}: needs an EC or RSA key and its certificate")
    return Key(private, certificate, tuple(others))


def is_official(holder: str) -> bool:
    """Whether somebody who signed is more than the development key, by the name in their key."""
    return holder != DEVELOPMENT_NAME


def holder_of(certificate: x509.Certificate) -> str:
    """Whose certificate it is."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


@dataclass(frozen=True)
class Signed:
    """What a signature is worth: whether it fits, by whom, and the key's fingerprint."""

    fits: bool
    holder: str
    fingerprint: str


def check_signature(body: bytes, signature: bytes, pem: bytes) -> Signed:
    """Whether the holder of a certificate signed these bytes. Raises ValueError for no PEM."""
    certificate = x509.load_pem_x509_certificate(pem)
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, body, ec.ECDSA(hashes.SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, body, padding.PKCS1v15(), hashes.SHA256())
        else:
            raise ValueError("neither an EC nor an RSA key")
        fits = True
    except InvalidSignature:
        fits = False
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    return Signed(fits, holder_of(certificate), fingerprint)


@dataclass(frozen=True)
class PdfKey:
    """How PDFs are signed: what another process needs for it, and what is said of it.

    `level`: B-B, B-T or B-LTA of PAdES, as far as a timestamp service is configured. `roots` are
    the authorities B-LTA goes back to, as PEM.
    """

    holder: str
    is_official: bool
    level: str
    bundle: bytes = b""
    password: str = ""
    pkcs11: tuple[str, ...] = ()
    timestamp_url: str = ""
    roots: tuple[str, ...] = ()


def pdf_key() -> PdfKey:
    """How PDFs are signed by the settings. Raises NoKey.

    The key leaves this process sealed with a password made for the occasion, and only through the
    other's standard input, never through arguments or files.
    """
    stamp = str(current_app.config["TIMESTAMP_URL"])
    if module := current_app.config["PKCS11_MODULE"]:
        token = tuple(str(current_app.config[f"PKCS11_{name}"]) for name in ("TOKEN", "KEY", "PIN"))
        level, holder, roots = _level(stamp, is_official=True), token[1], _root_texts()
        return PdfKey(holder, True, level, b"", "", (module, *token), stamp, roots)
    key, secret = agency_key(), secrets.token_hex(16)
    bundle = pkcs12.serialize_key_and_certificates(
        b"key", key.private, key.certificate, key.others, BestAvailableEncryption(secret.encode())
    )
    level = _level(stamp, is_official=key.is_official)
    return PdfKey(key.holder, key.is_official, level, bundle, secret, (), stamp, _root_texts())


def _level(stamp: str, *, is_official: bool) -> str:
    """B-LTA needs an authority that answers for the key; nobody does for the development key."""
    if not stamp:
        return "B-B"
    return "B-LTA" if is_official and current_app.config["LONG_TERM_SIGNATURES"] else "B-T"


def _root_texts() -> tuple[str, ...]:
    return tuple(one.public_bytes(Encoding.PEM).decode() for one in trusted_roots())


def sign_pdf(body: bytes, reason: str) -> bytes:
    """A PDF with a PAdES signature of the whole file. Raises NoKey when it cannot be made."""
    key = pdf_key()
    order = {
        "reason": reason,
        "password": key.password,
        "pkcs11": key.pkcs11,
        "timestamp_url": key.timestamp_url,
        "long_term": key.level == "B-LTA",
        "roots": key.roots,
    }
    parts = (json.dumps(order).encode(), key.bundle, body)
    done = subprocess.run(
        [sys.executable, "-m", "lms.core.pdf_signer"],
        input=b"".join(len(part).to_bytes(8) + part for part in parts),
        capture_output=True,
        timeout=SECONDS,
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        raise NoKey(f"the PDF could not be signed: {_last_line(done.stderr)}")
    return done.stdout


def _last_line(errors: bytes) -> str:
    """What went wrong, for the log; it never holds the order, which went in by another way."""
    lines = errors.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no word of why"
