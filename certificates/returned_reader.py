"""Reads signed PDFs that came back; run by returned_files.py in a process of its own with limits.

Standard input: one JSON line, then bytes. `{"step": "split", "name": …}`: a PDF or a ZIP of PDFs
becomes its PDFs, which follow the answer. `{"step": "judge", "sizes": […], "ours": […], "roots":
[…]}`: each PDF of a size is judged; the first so many bytes of it are ours.
"""

from __future__ import annotations

import io
import json
import logging
import re
import resource
import sys
from collections.abc import Sequence
from typing import Any

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    FormUpdatingRule,
    ModificationLevel,
    StandardDiffPolicy,
    SuspiciousModification,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from quizzes.exchange.format import Unreadable
from quizzes.exchange.zip_files import START, Package

MEMORY = 2 * 1024**3
SECONDS = 120
MOST_FILES = 400
NUMBER = re.compile(r"\d{6}-[0-9A-Z]/\d{4}/[\w-]+")
PDF = b"%PDF-"
# The library compares with what was signed before; the first signature also sets the flags that
# say the form is signed and may only be added to.
FIRST_SIGNATURE = StandardDiffPolicy(
    DEFAULT_DIFF_POLICY.global_rules,
    FormUpdatingRule(
        DEFAULT_DIFF_POLICY.form_rule.field_rules,
        {*ACROFORM_EXEMPT_STRICT_COMPARISON, "/SigFlags"},
    ),
)


def split(body: bytes, name: str) -> list[tuple[str, bytes]]:
    """The PDFs of a file with their names; what is none has no bytes. Raises Unreadable."""
    if body.startswith(PDF):
        return [(name, body)]
    if not body.startswith(START):
        raise Unreadable("kind")
    package = Package(body)
    if len(package.names) > MOST_FILES:
        raise Unreadable("too_many")
    found = []
    for one in package.names:
        inside = package.body(one) or b""
        found.append((one, inside if inside.startswith(PDF) else b""))
    return found


def judge(body: bytes, ours: int, roots: Sequence[str]) -> dict[str, Any]:
    """What is to be said of the signature of a PDF that begins with so many bytes of ours.

    `fault`: unsigned, or changed (broken, not whole, or more than a signature was added).
    """
    try:
        return _judged(body, ours, roots)
    except Exception:  # whatever a stranger's file does to the library: it is not taken
        return {"fault": "changed"}


def _judged(body: bytes, ours: int, roots: Sequence[str]) -> dict[str, Any]:
    reader = PdfFileReader(io.BytesIO(body))
    signatures = reader.embedded_regular_signatures
    if not signatures:
        return {"fault": "unsigned"}
    trusted = [one for text in roots for one in load_certs_from_pemder_data(text.encode())]
    context = ValidationContext(trust_roots=trusted, allow_fetching=False)
    checked = [validate_pdf_signature(one, signer_validation_context=context) for one in signatures]
    are_good = all(status.intact and status.valid for status in checked)
    if not (are_good and _is_whole(checked[-1]) and _only_signs(reader, body[:ours])):
        return {"fault": "changed"}
    return {
        "signer": ", ".join(_name(one.signer_cert) for one in signatures),
        "is_trusted": bool(trusted) and all(status.trusted for status in checked),
        "level": "B-T" if all(status.timestamp_validity for status in checked) else "B-B",
    }


def _is_whole(status: Any) -> bool:
    """Whether nothing follows the last signature but what makes it last."""
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    is_revision = status.coverage == SignatureCoverageLevel.ENTIRE_REVISION
    lasting = {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    return is_revision and status.docmdp_ok and status.modification_level in lasting


def _only_signs(reader: PdfFileReader, ours: bytes) -> bool:
    """Whether all that was added behind our bytes is signatures: a signature also covers what its
    maker changed before signing."""
    base = PdfFileReader(io.BytesIO(ours)).xrefs.total_revisions - 1
    found = FIRST_SIGNATURE.review_file(reader, base)
    if isinstance(found, SuspiciousModification):
        return False
    return bool(found.modification_level <= ModificationLevel.FORM_FILLING)


def _name(certificate: Any) -> str:
    names = certificate.subject.native
    return str(names.get("common_name") or names.get("organization_name") or "?")


def number_in(body: bytes) -> str:
    """The number of a certificate that a PDF bears in its title; empty when there is none."""
    try:
        title = str(PdfFileReader(io.BytesIO(body)).trailer["/Info"]["/Title"])
    except Exception:  # no title, or no PDF at all
        return ""
    found = NUMBER.search(title)
    return found.group() if found else ""


def main() -> None:
    """Read, judge, and never say more than a word about what went wrong."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # the library tells the error stream what we say in a word
    order = json.loads(sys.stdin.buffer.readline())
    given = sys.stdin.buffer.read()
    bodies: list[bytes] = []
    answer: Any
    try:
        if order["step"] == "split":
            files = split(given, order["name"])
            bodies = [body for _name, body in files]
            answer = [
                {"name": name, "size": len(body), "number": number_in(body) if body else ""}
                for name, body in files
            ]
        else:
            answer = [
                judge(body, ours, order["roots"])
                for body, ours in zip(_parts(given, order["sizes"]), order["ours"], strict=True)
            ]
    except Unreadable as error:
        bodies, answer = [], {"fault": error.detail}
    except MemoryError:
        bodies, answer = [], {"fault": "too_large"}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + b"".join(bodies))


def _parts(given: bytes, sizes: Sequence[int]) -> list[bytes]:
    found, start = [], 0
    for size in sizes:
        found.append(given[start : start + size])
        start += size
    return found


if __name__ == "__main__":
    main()
