"""The key that signs while an agency has not given one: it says itself that it is not official."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

from lms.core.store import make_private

DEVELOPMENT_NAME = "Học Số: khóa thử nghiệm, không chính thức"
DAYS = 3650


def make_development_key(path: Path) -> None:
    """Make the key and its certificate, whole or not at all, for nobody else to read."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, DEVELOPMENT_NAME)])
    made = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=False, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(made - timedelta(days=1))
        .not_valid_after(made + timedelta(days=DAYS))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    body = pkcs12.serialize_key_and_certificates(
        b"development", private, certificate, None, NoEncryption()
    )
    make_private(path.parent)
    part = path.with_suffix(f".{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_bytes(body)
    with suppress(FileExistsError):  # two processes at once: the first key stays
        os.link(part, path)
    part.unlink()
