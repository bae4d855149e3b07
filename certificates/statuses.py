"""The status list for phones without network: what ended, and how far each book has come.

What is neither ended nor void and not above the last number holds as long as the QR code says, so
the list stays small however many certificates there are. Described in docs/verify-json.md.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from certificates import claims, keys, programmes
from certificates.models import (
    Certificate,
    CertificateStep,
    Ended,
    Issuer,
    NumberBook,
    VoidNumber,
)
from lms.core.clock import ZONE
from lms.core.db import db
from lms.core.errors import Missing

VERSION = 1
EVERY = timedelta(minutes=5)  # within one such span the same state gives the same bytes


def signed_list(at: datetime) -> dict[str, str]:
    """The list as text, and who signed exactly these bytes. Missing before the first key."""
    key = keys.current_key()
    if key is None:
        raise Missing
    text = json.dumps(_list(_floor(at)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    signature = keys.private_key(key.key_id).sign(text.encode())
    return {"list": text, "key": key.key_id, "signature": claims.to_text(signature)}


def _floor(at: datetime) -> datetime:
    """The moment the list speaks of: never later than what it says."""
    local = at.astimezone(ZONE).replace(second=0, microsecond=0)
    return local - timedelta(minutes=local.minute % (EVERY.seconds // 60))


def _list(made: datetime) -> dict[str, Any]:
    books: dict[tuple[str, int], dict[str, Any]] = {}
    ended, void = _ended(), _void()
    for series, year, last in _last_numbers():
        books[series, year] = {"last": last}
    for kind, numbers in (*ended.items(), ("void", void)):
        for (series, year), found in numbers.items():
            books.setdefault((series, year), {"last": 0})[kind] = sorted(found)
    rows = [{"series": series, "year": year, **book} for (series, year), book in books.items()]
    rows.sort(key=lambda row: (row["series"], row["year"]))
    titles = {claims.cut(code): title for code, title in programmes.titles_by_code().items()}
    return {"version": VERSION, "made": made.isoformat(), "books": rows, "programmes": titles}


def _last_numbers() -> list[tuple[str, int, int]]:
    rows = db.session.execute(
        select(Issuer.series, NumberBook.year, NumberBook.last_number).join(
            Issuer, Issuer.id == NumberBook.issuer_id
        )
    )
    return [(series, year, last) for series, year, last in rows]


def _ended() -> dict[str, dict[tuple[str, int], list[int]]]:
    """revoked or replaced → series and year → numbers."""
    found: dict[str, dict[tuple[str, int], list[int]]] = {
        kind.value: defaultdict(list) for kind in Ended
    }
    for kind, series, year, number in db.session.execute(
        select(
            CertificateStep.kind, Certificate.series, Certificate.book_year, Certificate.number
        ).join(Certificate, Certificate.id == CertificateStep.certificate_id)
    ):
        found[kind.value][series, year].append(number)
    return found


def _void() -> dict[tuple[str, int], list[int]]:
    found = defaultdict(list)
    for text, year, number in db.session.execute(
        select(VoidNumber.number_text, VoidNumber.year, VoidNumber.number)
    ):
        found[text.split("/", 2)[2], year].append(number)
    return found
