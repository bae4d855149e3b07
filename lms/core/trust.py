"""Whose signatures are believed: certificates of authorities in a folder of the settings."""

from __future__ import annotations

from pathlib import Path

from cryptography import x509
from flask import current_app

CERTIFICATE_FILES = {".pem", ".crt", ".cer", ".der"}


class NoKey(RuntimeError):
    """A key or certificate is missing, of another kind or locked, or nothing can be signed now."""


def trusted_roots() -> tuple[x509.Certificate, ...]:
    """Certificates of authorities whose signatures are believed: those in the folder `TRUST_DIR`.

    A file holds one certificate (DER) or several (PEM). Raises NoKey for one that is neither: who
    is believed must not depend on a file that was overlooked.
    """
    folder = str(current_app.config["TRUST_DIR"])
    if not folder:
        return ()
    found: list[x509.Certificate] = []
    try:
        for path in sorted(Path(folder).iterdir()):
            if path.suffix.lower() in CERTIFICATE_FILES:
                found += _certificates(path)
    except OSError as error:
        raise NoKey(f"{folder}: {error}") from None
    return tuple(found)


def _certificates(path: Path) -> list[x509.Certificate]:
    body = path.read_bytes()
    try:
        if b"-----BEGIN" in body:
            return x509.load_pem_x509_certificates(body)
        return [x509.load_der_x509_certificate(body)]
    except ValueError as error:
        raise NoKey(f"{path}: {error}") from None
