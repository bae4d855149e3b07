"""What an office takes along of a batch: the list, all documents with an index, pages to print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from certificates.batch_models import IssueBatch
from certificates.batch_queries import Entry
from certificates.batch_words import EXCLUSIONS
from certificates.batches import words_of
from certificates.documents import documents_of
from certificates.models import Certificate, CertificateDocument
from certificates.rules import shown_code
from lms.core import pdf_pages
from lms.core.db import chunks
from lms.core.files import body_kept, key_of
from lms.core.i18n import day as words_of_day
from lms.core.i18n import long_day
from lms.core.store import store
from lms.core.tables import SIGNATURES, Cell, Column, Report, to_csv
from lms.core.zip_stream import zip_stream

UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
LONGEST_NAME = 60


@dataclass(frozen=True)
class Kept:
    """A document in its place in the archive."""

    certificate: Certificate
    document: CertificateDocument

    @property
    def path(self) -> str:
        """`Xã Na Sầm/Tổ CNSCĐ thôn Nà Pàn/000123 Hoàng Thị Lan.pdf`."""
        one = self.certificate
        name = f"{one.number:06d} {_safe(one.holder_name)}.pdf"
        return "/".join((_safe(one.unit_name) or "-", _safe(one.team_name) or "-", name))


def _safe(text: str) -> str:
    """A name every system takes: no separators, no dots at the ends, not too long."""
    return UNSAFE.sub(" ", text)[:LONGEST_NAME].strip(" .")


def kept(certificates: Sequence[Certificate]) -> list[Kept]:
    """Those of some certificates whose document is made, in their order."""
    documents: dict[UUID, CertificateDocument] = {}
    for part in chunks([one.id for one in certificates]):
        documents |= documents_of(part)
    return [Kept(one, documents[one.id]) for one in certificates if one.id in documents]


def archive(some: Sequence[Kept]) -> Iterator[bytes]:
    """All documents by commune and team with an index, as a stream; each is checked when read."""
    files = [("danh-muc.csv", to_csv(_index(some)))]
    places = [(one.path, one.document.sha256) for one in some]  # no database while it is sent
    return zip_stream(
        pair
        for pairs in (iter(files), ((path, body_kept(digest)) for path, digest in places))
        for pair in pairs
    )


def joined(some: Sequence[Kept]) -> bytes:
    """The documents one after the other as one PDF, for paper. Raises OSError, Gone."""
    with store().as_files([key_of(one.document.sha256) for one in some]) as paths:
        return pdf_pages.joined(paths)


def _index(some: Sequence[Kept]) -> Report:
    rows: list[list[Cell]] = [
        [one.certificate.number_text, one.certificate.holder_name, one.path, one.document.sha256]
        for one in some
    ]
    return _bare(("Số vào sổ", "Họ và tên", "Tệp", "SHA-256"), rows)


def _bare(headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Report:
    columns = [Column(heading) for heading in headings]
    return Report(
        name="", agency="", superior="", title="", subtitle="", columns=columns, rows=rows
    )


COLUMNS = (
    Column("STT", 6),
    Column("Họ và tên", 26),
    Column("Năm sinh", 9),
    Column("Tổ", 28),
    Column("Xã, phường", 18),
    Column("Số vào sổ", 26),
    Column("Mã tra cứu", 16),
    Column("Ngày cấp", 12),
    Column("Ghi chú", 26),
)


def list_report(
    batch: IssueBatch, entries: Sequence[Entry], agency: str, superior: str, today: date
) -> Report:
    """The list of a decision: who got which number, and who none and why."""
    return Report(
        name="Danh sách",
        agency=agency.upper(),
        superior=superior.upper(),
        title="DANH SÁCH CẤP GIẤY CHỨNG NHẬN",
        subtitle=f"{words_of(batch)} ({batch.title})",
        columns=COLUMNS,
        rows=[_row(number, one) for number, one in enumerate(entries, 1)],
        place_and_day=long_day(today),
        signatures=SIGNATURES,
    )


def _row(number: int, entry: Entry) -> list[Cell]:
    one = entry.certificate
    if one is None:
        why = str(EXCLUSIONS[entry.exclusion]) if entry.exclusion else ""
        return [number, entry.name, entry.birth_year, "", "", "", "", "", why]
    return [
        number, one.holder_name, one.birth_year, one.team_name, one.unit_name, one.number_text,
        shown_code(one.code), words_of_day(one.issued_on), "",
    ]  # fmt: skip
