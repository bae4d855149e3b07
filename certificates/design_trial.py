"""Tries a design before use: checked, printed with samples, pictured; in a process of its own."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import current_app

from certificates import press
from certificates.design_check import Fault, Finding
from certificates.fields import samples
from certificates.pictures import picture_of_pdf
from certificates.template_models import Paper
from lms.core.store import write_whole

ROOT = Path(__file__).parents[1]
SECONDS = 60  # by the clock, on a busy machine; the process itself stops after 20 of its own
# Width and height in millimetres, and how many pages.
SIZES = {
    Paper.A4_LANDSCAPE: ((297, 210), 1),
    Paper.A4_PORTRAIT: ((210, 297), 1),
    Paper.A5: ((210, 148), 1),
    Paper.CARD: ((85.6, 54), 2),
}
# As long as a real claim, so that the squares of the sample are as small as they will be.
SAMPLE_QR = "https://hocso.langson.gov.vn/v/" + "A" * 22 + "." + "b" * 160
WIDE = 1000  # pixels


@dataclass(frozen=True)
class Trial:
    """What came of it: what is wrong, and the PDF; `body` empty where nothing could be printed."""

    findings: list[Finding]
    body: bytes


def tried(
    html: str, css: str, paper: Paper, fields: Mapping[str, Any] | None = None, *,
    qr: str = SAMPLE_QR, letters: bool = True,
) -> Trial:  # fmt: skip
    """Check a design and print it with samples, or the fields of a certificate."""
    order = order_of(html, css, paper, fields, qr=qr, letters=letters)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "certificates.design_process"],
            input=json.dumps(order).encode(), capture_output=True, timeout=SECONDS, cwd=ROOT,
            check=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Trial([Finding(Fault.TIME)], b"")
    except subprocess.CalledProcessError as error:  # killed for its time, or fallen over
        return Trial([Finding(Fault.TIME if error.returncode < 0 else Fault.BROKEN)], b"")
    answer = json.loads(done.stdout)
    findings = [Finding(**{**one, "fault": Fault(one["fault"])}) for one in answer["findings"]]
    return Trial(findings, base64.b64decode(answer.get("pdf", "")))


def order_of(
    html: str, css: str, paper: Paper, fields: Mapping[str, Any] | None = None, *,
    qr: str = SAMPLE_QR, letters: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """What the process is told: the design, its paper, what to fill in; `letters`: try them all."""
    size, pages = SIZES[paper]
    filled = {**samples(), **(fields or {})}
    return {
        "html": html, "css": css, "qr": qr, "letters": letters, "size": size, "pages": pages,
        "fields": {name: value for name, value in filled.items() if name != "qr"},
    }  # fmt: skip


def picture(html: str, css: str, paper: Paper, width: int) -> bytes:
    """A design filled with samples as WebP; kept by what it is made of, so it is made once.

    Empty where it cannot be printed.
    """
    made_of = "\0".join((html, css, press.made_with(), str(width), json.dumps(dict(samples()))))
    name = hashlib.sha256(made_of.encode()).hexdigest()
    path = Path(current_app.config["DATA_DIR"]) / "previews" / f"{name}.webp"
    if not path.exists():
        body = tried(html, css, paper, letters=False).body
        if not body:
            return b""
        write_whole(path, picture_of_pdf(body, width))
    return path.read_bytes()


def picture_address(body: bytes) -> str:
    """A PDF just tried as a picture in the page itself: nobody else is to see it."""
    return f"data:image/webp;base64,{base64.b64encode(picture_of_pdf(body, WIDE)).decode()}"
