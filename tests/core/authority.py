"""A certificate authority, its revocation list, and a timestamp service, all made for a test."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
TIMESTAMPS = """
[ tsa ]
default_tsa = it
[ it ]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/ca.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """Issues certificates that name where its revocation list is; `address` is its server."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.address = folder, ""
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.revoked: list[int] = []
        self.certificate = self._signed("CA thử nghiệm", self.private, _ca_extensions())

    def pem(self) -> bytes:
        """Its own certificate."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, name: str, private: Private, *, stamps: bool = False) -> x509.Certificate:
        """A certificate for somebody who signs, or for a service that stamps."""
        where = x509.UniformResourceIdentifier(f"{self.address}/ca.crl")
        point = x509.DistributionPoint([where], None, None, None)
        more: list[tuple[x509.ExtensionType, bool]] = [
            (x509.BasicConstraints(ca=False, path_length=None), True),
            (x509.CRLDistributionPoints([point]), False),
            (_usage(signs=True), True),
        ]
        if stamps:
            more.append((x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True))
        return self._signed(name, private, more, days=30 if stamps else 10)

    def _signed(
        self, name: str, private: Private, extensions: list[tuple[x509.ExtensionType, bool]],
        days: int = 30,
    ) -> x509.Certificate:  # fmt: skip
        now = datetime.now(UTC)
        key = private.public_key()
        builder = (
            x509.CertificateBuilder()
            .subject_name(_name(name))
            .issuer_name(_name("CA thử nghiệm"))
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=days))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical=critical)
        return builder.sign(self.private, hashes.SHA256())

    def crl(self) -> bytes:
        """The list of what is revoked."""
        now = datetime.now(UTC)
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - timedelta(hours=1))
            .next_update(now + timedelta(days=60))
        )
        for number in self.revoked:
            one = x509.RevokedCertificateBuilder().serial_number(number).revocation_date(now)
            builder = builder.add_revoked_certificate(one.build())
        return builder.sign(self.private, hashes.SHA256()).public_bytes(Encoding.DER)

    def stamp(self, query: bytes) -> bytes:
        """The answer of the timestamp service (RFC 3161), made by openssl."""
        (self.folder / "query").write_bytes(query)
        done = subprocess.run(
            ["openssl", "ts", "-reply", "-config", "ts.cnf", "-queryfile", "query"],
            cwd=self.folder, capture_output=True, check=True,
        )  # fmt: skip
        return done.stdout

    def open_timestamps(self) -> None:
        """Give the timestamp service its key and its settings."""
        private = rsa.generate_private_key(65537, 2048)
        stamper = self.issue("Dấu thời gian thử nghiệm", private, stamps=True)
        key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / "tsa.key").write_bytes(key)
        (self.folder / "tsa.pem").write_bytes(stamper.public_bytes(Encoding.PEM))
        (self.folder / "ca.pem").write_bytes(self.pem())
        (self.folder / "serial").write_text("01")
        (self.folder / "ts.cnf").write_text(TIMESTAMPS.format(folder=self.folder))


def _name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _ca_extensions() -> list[tuple[x509.ExtensionType, bool]]:
    return [
        (x509.BasicConstraints(ca=True, path_length=1), True),
        (_usage(signs=False), True),
    ]


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=not signs,
        crl_sign=not signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def bundle(private: Private, certificate: x509.Certificate, others: Any, password: str) -> bytes:
    """Key, certificate and chain as PKCS#12."""
    return pkcs12.serialize_key_and_certificates(
        b"key", private, certificate, others, BestAvailableEncryption(password.encode())
    )


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """Serve the list at /ca.crl and timestamps at /tsa, and tell the authority its address."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._send("application/pkix-crl", authority.crl())

        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers["Content-Length"]))
            self._send("application/timestamp-reply", authority.stamp(query))

        def _send(self, kind: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        authority.address = f"http://127.0.0.1:{server.server_port}"
        authority.open_timestamps()
        yield authority
        server.shutdown()
