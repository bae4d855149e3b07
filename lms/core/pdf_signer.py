"""PDF signatures (PAdES) with pyHanko; imports 40 MB, so only in processes made for it.

`python -m lms.core.pdf_signer` signs one PDF: order, key and PDF on standard input, the PDF out.
"""

from __future__ import annotations

import asyncio
import io
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, fields, signers
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

from lms.core.pdf_tags import tag_field

FIELD = "Signature1"
READABLE = "Chữ ký số của cơ quan"
SECONDS = 20  # for one answer of the timestamp service
SIGNATURE = 1_500  # bytes of everything in a signature but its certificates, with room to spare
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Order:
    """How to sign: the key as PKCS#12, or a token (PKCS#11); a timestamp service or none.

    `pkcs11`: path of the module, label of the token, label of the key, PIN; empty for none.
    `roots`: the authorities (PEM) that a `long_term` signature goes back to.
    """

    reason: str
    bundle: bytes = b""
    password: str = ""
    pkcs11: tuple[str, ...] = ()
    timestamp_url: str = ""
    long_term: bool = False
    roots: tuple[str, ...] = ()

    def signer(self) -> Any:
        """The signer of the library. Raises ValueError when the key cannot be read."""
        if self.pkcs11:
            return _token_signer(*self.pkcs11)
        found = signers.SimpleSigner.load_pkcs12_data(
            self.bundle, other_certs=[], passphrase=self.password.encode() or None
        )
        if found is None:
            raise ValueError("the key cannot be read")
        return found


def _token_signer(module: str, token: str, key: str, pin: str) -> Any:
    """The key on a token, with every certificate that lies there: they are its chain."""
    session = open_pkcs11_session(module, token_criteria=TokenCriteria(token), user_pin=pin)
    found = PKCS11Signer(session, cert_label=key, key_label=key, other_certs_to_pull=None)
    # Many tokens sign a digest with an EC key, few make it themselves.
    found.use_raw_mechanism = found.signing_cert.public_key.algorithm == "ec"
    return found


def signed(body: bytes, signer: Any, order: Order, box: Box | None = None) -> bytes:
    """The PDF with a PAdES signature that keeps it tagged and archival.

    Invisible: what the agency looks like on paper is not drawn by us. With `box` it takes the
    room that stands there for it, still without a picture.
    """
    writer = _with_field(body, box)
    with ThreadPoolExecutor(1) as thread:  # whoever calls may have a loop of its own
        return thread.submit(lambda: asyncio.run(_signed(writer, signer, order))).result()


async def _signed(writer: IncrementalPdfFileWriter, signer: Any, order: Order) -> bytes:
    context, stamper = _context(order, signer), None
    if order.timestamp_url:
        stamper = HTTPTimeStamper(order.timestamp_url, timeout=SECONDS)
    about = PdfSignatureMetadata(
        field_name=FIELD,
        reason=order.reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        validation_context=context,
        embed_validation_info=order.long_term,
        use_pades_lta=order.long_term,
    )
    try:
        out = await signers.async_sign_pdf(
            writer,
            about,
            signer=signer,
            timestamper=stamper,
            existing_fields_only=True,
            bytes_reserved=None if stamper else _reserved(signer),
        )
    finally:
        if context is not None:
            await context.aclose()
    return bytes(out.getvalue())


def _context(order: Order, signer: Any) -> ValidationContext | None:
    """What makes a signature last when its certificates are over (B-LTA).

    Every certificate but the roots must be said not to be revoked, by a list or an answer (CRL,
    OCSP) that goes into the PDF. Raises the library's errors when that is not to be had.
    """
    if not order.long_term:
        return None
    roots = list(load_certs_from_pemder_data("\n".join(order.roots).encode()))
    return ValidationContext(
        trust_roots=roots,
        other_certs=list(signer.cert_registry),
        allow_fetching=True,
        revocation_mode="hard-fail",
    )


def holder_of(signer: Any) -> str:
    """Who signs, by the certificate; the settings know only what the key is called on its token."""
    found = signer.signing_cert.subject.native.get("common_name")
    return str(found or signer.signing_cert.subject.human_friendly)


def _reserved(signer: Any) -> int:
    """Room for a signature in hexadecimal; without being told, the library signs twice."""
    chain = {one.dump() for one in (signer.signing_cert, *signer.cert_registry)}
    return 2 * (SIGNATURE + sum(len(one) for one in chain))


def with_empty_field(body: bytes, box: Box) -> bytes:
    """The PDF with an empty signature field, for a program that signs with the agency's token."""
    out = io.BytesIO()
    _with_field(body, box).write(out)
    return out.getvalue()


def _with_field(body: bytes, box: Box | None) -> IncrementalPdfFileWriter:
    """A writer that adds an empty field; PDF/UA wants a tab order on its page, and a tag.

    An invisible field has no place on the page, so it is not read aloud and needs no tag.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    page_ref, _resources = writer.find_page_for_modification(0)
    page_ref.get_object()[pdf_name("/Tabs")] = pdf_name("/S")
    fields.append_signature_field(writer, _place(box))
    if box is not None:
        tag_field(writer, page_ref)
    return writer


def _place(box: Box | None) -> Any:
    return fields.SigFieldSpec(
        FIELD,
        on_page=0,
        box=None if box is None else tuple(round(value) for value in box),
        readable_field_name=READABLE,
        invis_sig_settings=fields.InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
    )


def _parts(given: bytes) -> list[bytes]:
    found, start = [], 0
    while start < len(given):
        length = int.from_bytes(given[start : start + 8])
        found.append(given[start + 8 : start + 8 + length])
        start += 8 + length
    return found


def main() -> None:
    """Read, sign, write."""
    told, bundle, body = _parts(sys.stdin.buffer.read())
    values = json.loads(told)
    order = Order(**{**values, "bundle": bundle})
    sys.stdout.buffer.write(signed(body, order.signer(), order))


if __name__ == "__main__":
    main()
