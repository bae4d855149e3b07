"""Signed PDFs from outside, read and judged in a process of their own with limits."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from flask_babel import lazy_gettext as _

from lms.core.errors import DomainError
from lms.core.signing import trusted_roots

ROOT = Path(__file__).parents[1]
SECONDS = 180  # by the clock; the process itself has fewer of the processor's
FAULTS = {
    "kind": _("Please send a PDF, or a ZIP of PDFs."),
    "zip": _("This ZIP is damaged. Pack it again."),
    "too_many": _("There are too many files in this ZIP. Send at most 400 at a time."),
    "too_large": _("This file is too large when unpacked. Send it in parts."),
}


class BadReturn(DomainError):
    """A file that is not taken, with the sentence why."""

    status = 422


@dataclass(frozen=True)
class SentFile:
    """One PDF that was sent; without bytes when it is none. `number`: what its title says."""

    name: str
    number: str
    body: bytes


@dataclass(frozen=True)
class Verdict:
    """What is said of the signature. `fault`: empty, unsigned or changed."""

    fault: str = ""
    signer: str = ""
    is_trusted: bool = False
    level: str = ""


def split(body: bytes, name: str) -> list[SentFile]:
    """The PDFs of what was sent. Raises BadReturn."""
    answer, rest = _asked({"step": "split", "name": name}, body)
    found, start = [], 0
    for one in answer:
        found.append(SentFile(one["name"], one["number"], rest[start : start + one["size"]]))
        start += one["size"]
    return found


def judge(files: Sequence[tuple[bytes, int]]) -> list[Verdict]:
    """The signature of each PDF, given how many bytes of its beginning are ours."""
    if not files:
        return []
    order = {
        "step": "judge",
        "sizes": [len(body) for body, _ours in files],
        "ours": [ours for _body, ours in files],
        "roots": [one.public_bytes(Encoding.PEM).decode() for one in trusted_roots()],
    }
    answer, _rest = _asked(order, b"".join(body for body, _ours in files))
    return [Verdict(**one) for one in answer]


def _asked(order: dict[str, Any], body: bytes) -> tuple[Any, bytes]:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "certificates.returned_reader"],
            input=json.dumps(order).encode() + b"\n" + body,
            capture_output=True,
            timeout=SECONDS,
            cwd=ROOT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BadReturn(str(FAULTS["too_large"])) from None
    if done.returncode != 0:  # killed by its limits
        raise BadReturn(str(FAULTS["too_large"]))
    line, _newline, rest = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if isinstance(answer, dict):
        raise BadReturn(str(FAULTS.get(answer["fault"], FAULTS["zip"])))
    return answer, rest
