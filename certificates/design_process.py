"""Prints a design that somebody wrote, in a process of its own; run by design_trial.py.

Reads an order as JSON from standard input and prints the answer as JSON. Limits on memory and time:
a design that never ends, or grows without end, harms only this process.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
from collections.abc import Iterator
from ctypes import c_int, create_string_buffer
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
from jinja2 import TemplateError

from certificates import design_check, press
from certificates.design_check import Fault, Finding
from lms.core.pdf import OutsideAsset

MEMORY = 2 * 1024**3
SECONDS = 20
LETTERS = (
    "AÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬBCDĐEÉÈẺẼẸÊẾỀỂỄỆGHIÍÌỈĨỊKLMNOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢPQRSTUÚÙỦŨỤƯỨỪỬỮỰVXYÝỲỶỸỴ"
)
EVERY_LETTER = f"{LETTERS} {LETTERS.lower()} 0123456789"
POINTS_A_MILLIMETRE = 72 / 25.4
KEPT = frozenset({"qr", "crest"})  # fields that are pictures


def answer(order: dict[str, Any]) -> dict[str, Any]:
    """The faults of a design; its PDF too where there is one."""
    findings = design_check.text_faults(order["html"], order["css"])
    if any(one.fault is not Fault.MISSING_FIELD for one in findings):
        return {"findings": [one.plain() for one in findings]}
    job = press.Job(order["html"], order["css"], order["fields"], order["qr"], "")
    try:
        made = press.unsigned(job)
        findings += design_check.print_faults(made.pages, len(made.body), order["pages"])
        findings += _paper_faults(made.body, order["size"])
        if order["letters"]:
            findings += _letter_faults(job)
    except OutsideAsset as error:
        findings.append(Finding(Fault.OUTSIDE, str(error).partition(": ")[2]))
        return {"findings": [one.plain() for one in findings]}
    except TemplateError as error:
        findings.append(Finding(Fault.FORBIDDEN, str(error)[:200]))
        return {"findings": [one.plain() for one in findings]}
    return {
        "findings": [one.plain() for one in findings],
        "pdf": base64.b64encode(made.body).decode(),
    }


def _paper_faults(body: bytes, size: list[float]) -> Iterator[Finding]:
    with pypdfium2.PdfDocument(body) as document:
        width, height = document[0].get_size()
    found = [width / POINTS_A_MILLIMETRE, height / POINTS_A_MILLIMETRE]
    if any(abs(one - wanted) > 1 for one, wanted in zip(found, size, strict=True)):
        yield Finding(Fault.PAPER, f"{found[0]:.0f} × {found[1]:.0f} mm")


def _letter_faults(job: press.Job) -> list[Finding]:
    """Print every text field with all letters, and ask the PDF which fonts drew them."""
    fields = {
        name: f"{value} {EVERY_LETTER}" if isinstance(value, str) and name not in KEPT else value
        for name, value in job.fields.items()
    }
    fields["signatories"] = [
        {part: f"{text} {EVERY_LETTER}" for part, text in one.items()}
        for one in job.fields["signatories"]
    ]
    made = press.unsigned(press.Job(job.html, job.css, fields, job.qr, ""))
    ours = design_check.families_of(job.css)
    return list(design_check.letter_faults(_letters_of(made.body), ours))


def _letters_of(body: bytes) -> Iterator[tuple[str, str]]:
    """(letter, name of the font that drew it) of a PDF."""
    with pypdfium2.PdfDocument(body) as document:
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                name, flags = create_string_buffer(128), c_int()
                pdfium.FPDFText_GetFontInfo(text.raw, index, name, 128, flags)
                yield chr(pdfium.FPDFText_GetUnicode(text.raw, index)), name.value.decode()


def main() -> None:
    """Read, print, and never say more than is asked."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        found = answer(json.load(sys.stdin))
    except (MemoryError, RecursionError):
        found = {"findings": [Finding(Fault.TIME).plain()]}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
