"""Signs one PDF in a process of its own: order, key and PDF on standard input, the PDF out."""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, fields, signers

FIELD = "Signature1"


def signed(body: bytes, signer: Any, reason: str) -> bytes:
    """The PDF with an invisible PAdES signature that keeps it tagged (PDF/UA)."""
    writer = IncrementalPdfFileWriter(io.BytesIO(body))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Tabs"] = pdf_name("/S")
    writer.update_container(page)
    place = fields.SigFieldSpec(
        FIELD,
        on_page=0,
        readable_field_name="Chữ ký số của cơ quan",
        invis_sig_settings=fields.InvisSigSettings(
            set_print_flag=True, set_hidden_flag=False, box_out_of_bounds=True
        ),
    )
    about = PdfSignatureMetadata(
        field_name=FIELD,
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    out = signers.sign_pdf(writer, about, signer=signer, new_field_spec=place)
    return bytes(out.getvalue())


def _parts(given: bytes) -> list[bytes]:
    found, start = [], 0
    while start < len(given):
        length = int.from_bytes(given[start : start + 8])
        found.append(given[start + 8 : start + 8 + length])
        start += 8 + length
    return found


def main() -> None:
    """Read, sign, write."""
    order, bundle, body = _parts(sys.stdin.buffer.read())
    told = json.loads(order)
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(bundle)
        signer = signers.SimpleSigner.load_pkcs12(file.name, passphrase=told["password"].encode())
    if signer is None:
        sys.exit(1)
    sys.stdout.buffer.write(signed(body, signer, told["reason"]))


if __name__ == "__main__":
    main()
