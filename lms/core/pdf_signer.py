"""PDF signatures (PAdES) with pyHanko; imports 40 MB, so only in processes made for it.

`python -m lms.core.pdf_signer` signs one PDF: order, key and PDF on standard input, the PDF out.
"""

from __future__ import annotations

import io
import json
import sys
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, fields, signers
from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

FIELD = "Signature1"
READABLE = "Chữ ký số của cơ quan"
SIGNATURE = 2_000  # bytes of everything in a signature but its certificates, with room to spare
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Order:
    """How to sign: the key as PKCS#12, or a token (PKCS#11); a timestamp service or none.

    `pkcs11`: path of the module, label of the token, label of the key, PIN; empty for none.
    """

    reason: str
    bundle: bytes = b""
    password: str = ""
    pkcs11: tuple[str, ...] = ()
    timestamp_url: str = ""
    long_term: bool = False

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
    session = open_pkcs11_session(module, token_label=token, user_pin=pin)
    return PKCS11Signer(session, cert_label=key, key_label=key)


def signed(body: bytes, signer: Any, order: Order, box: Box | None = None) -> bytes:
    """The PDF with a PAdES signature that keeps it tagged and archival.

    Invisible: what the agency looks like on paper is not drawn by us. With `box` it takes the
    room that stands there for it, still without a picture.
    """
    writer = _tabbed(body)
    about = PdfSignatureMetadata(
        field_name=FIELD,
        reason=order.reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        **_long_term(order),
    )
    stamper = HTTPTimeStamper(order.timestamp_url) if order.timestamp_url else None
    out = signers.sign_pdf(
        writer,
        about,
        signer=signer,
        timestamper=stamper,
        new_field_spec=_place(box),
        bytes_reserved=None if stamper else _reserved(signer),
    )
    return bytes(out.getvalue())


def _reserved(signer: Any) -> int:
    """Room for a signature; without being told, the library signs twice to find out."""
    chain = [signer.signing_cert, *signer.cert_registry]
    return SIGNATURE + 2 * (sum(len(one.dump()) for one in chain) // 2)


def with_empty_field(body: bytes, box: Box) -> bytes:
    """The PDF with an empty signature field, for a program that signs with the agency's token."""
    writer = _tabbed(body)
    fields.append_signature_field(writer, _place(box))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _tabbed(body: bytes) -> IncrementalPdfFileWriter:
    """A writer that adds to the PDF; PDF/UA wants a tab order on a page with a field."""
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Tabs"] = pdf_name("/S")
    writer.update_container(page)
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


def _long_term(order: Order) -> dict[str, Any]:
    """What makes a signature last when its certificates are over (B-LTA)."""
    if not order.long_term:
        return {}
    context = ValidationContext(allow_fetching=True, trust_roots=[])
    return {"validation_context": context, "embed_validation_info": True, "use_pades_lta": True}


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
    order = Order(**{**values, "bundle": bundle, "pkcs11": tuple(values["pkcs11"])})
    sys.stdout.buffer.write(signed(body, order.signer(), order))


if __name__ == "__main__":
    main()
