"""The number book: every number of an issuer and year in order, and that none is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import exists, func, select

from certificates import queries
from certificates.models import Certificate, Issuer, NumberBook, VoidNumber
from certificates.permissions import CertificatePermission
from certificates.rules import Status, shown_code
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.i18n import day as words_of_day
from lms.core.i18n import long_day
from lms.core.tables import Cell, Column, Report
from lms.org.models import Level, Unit

AT_ONCE = 1_000  # numbers of a long book in memory together
VOLUME = 250  # numbers in one printed volume: a long table takes the press minutes


@dataclass(frozen=True)
class Entry:
    """One number: the certificate that bears it, or why none does; neither: a gap."""

    number: int
    certificate: Certificate | None
    void: VoidNumber | None


@dataclass(frozen=True)
class Book:
    """The book of an issuer in a year."""

    issuer: Issuer
    year: int
    last: int

    @property
    def volumes(self) -> int:
        """In how many volumes it is printed."""
        return -(-self.last // VOLUME)

    def volumes_with(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """The volumes some numbers stand in: which, its first and its last number."""
        some = range((first - 1) // VOLUME + 1, min(self.volumes, (last - 1) // VOLUME + 1) + 1)
        return [(n, (n - 1) * VOLUME + 1, min(n * VOLUME, self.last)) for n in some]


def may_read(actor: Actor) -> bool:
    """Whether somebody's role to read certificates holds for a whole province."""
    units = actor.reach(CertificatePermission.READ).unit_ids
    query = select(Unit.id).where(
        Unit.id.in_(units), Unit.level.in_((Level.NATION, Level.PROVINCE))
    )
    return db.session.scalar(query.limit(1)) is not None


def books(actor: Actor) -> list[Book]:
    """Every book, the newest year first. Raises Missing for whom it is not."""
    if not may_read(actor):
        raise Missing
    rows = db.session.execute(
        select(Issuer, NumberBook.year, NumberBook.last_number)
        .join(NumberBook, NumberBook.issuer_id == Issuer.id)
        .order_by(NumberBook.year.desc(), Issuer.series)
    )
    return [Book(*row) for row in rows]


def get_book(actor: Actor, issuer_id: UUID, year: int) -> Book:
    """The book of an issuer in a year. Raises Missing."""
    for one in books(actor):
        if one.issuer.id == issuer_id and one.year == year:
            return one
    raise Missing


def entries(book: Book, first: int, last: int) -> list[Entry]:
    """The numbers from one to another, each with what stands under it."""
    certificates = {
        row.number: row
        for row in db.session.scalars(
            select(Certificate).where(
                Certificate.issuer_id == book.issuer.id,
                Certificate.book_year == book.year,
                Certificate.number.between(first, last),
            )
        )
    }
    voids = {
        row.number: row
        for row in db.session.scalars(
            select(VoidNumber).where(
                VoidNumber.issuer_id == book.issuer.id,
                VoidNumber.year == book.year,
                VoidNumber.number.between(first, last),
            )
        )
    }
    return [
        Entry(number, certificates.get(number), voids.get(number))
        for number in range(first, min(last, book.last) + 1)
    ]


def gaps(book: Book) -> list[int]:
    """The numbers up to the last one given that stand nowhere; there must be none.

    Counted first: 460,000 numbers are only looked through one by one when something is wrong.
    """
    if _is_whole(book):
        return []
    used = set(
        db.session.scalars(
            select(Certificate.number).where(
                Certificate.issuer_id == book.issuer.id, Certificate.book_year == book.year
            )
        )
    )
    used |= set(
        db.session.scalars(
            select(VoidNumber.number).where(
                VoidNumber.issuer_id == book.issuer.id, VoidNumber.year == book.year
            )
        )
    )
    return sorted(set(range(1, book.last + 1)) ^ used)


def _is_whole(book: Book) -> bool:
    """Whether as many numbers stand in the book as were given, none above the last one."""
    given = (Certificate.issuer_id == book.issuer.id) & (Certificate.book_year == book.year)
    void = (VoidNumber.issuer_id == book.issuer.id) & (VoidNumber.year == book.year)
    voids = select(VoidNumber.number).where(void)
    alone = voids.where(~exists().where(given, Certificate.number == VoidNumber.number))
    numbers = [
        db.session.execute(select(func.count(), func.max(one.c[0]), func.min(one.c[0]))).one()
        for one in (select(Certificate.number).where(given).subquery(), alone.subquery())
    ]
    seen = [n for _count, highest, lowest in numbers for n in (highest, lowest) if n is not None]
    return sum(row[0] for row in numbers) == book.last and all(1 <= n <= book.last for n in seen)


def all_entries(book: Book) -> Iterator[Entry]:
    """Every number of a book for a file, a part at a time."""
    for first in range(1, book.last + 1, AT_ONCE):
        yield from entries(book, first, first + AT_ONCE - 1)


COLUMNS = (
    Column("STT", 6),
    Column("Số vào sổ", 28),
    Column("Họ và tên", 24),
    Column("Năm sinh", 8),
    Column("Đơn vị", 34),
    Column("Chương trình", 30),
    Column("Ngày cấp", 15),
    Column("Mã tra cứu", 19),
    Column("Ghi chú", 20),
)
STATES = {
    Status.REVOKED: "Đã thu hồi",
    Status.REPLACED: "Đã cấp lại",
    Status.EXPIRED: "Hết hạn",
}
SIGNATURES = ("NGƯỜI GHI SỔ", "THỦ TRƯỞNG ĐƠN VỊ")


def register(book: Book, some: Iterable[Entry], today: date, volume: int | None = None) -> Report:
    """The register as an office keeps it; one volume of it, or the whole for Excel."""
    which = f", quyển {volume}/{book.volumes}" if volume else ""
    return Report(
        name=f"Sổ cấp {book.year}",
        agency=book.issuer.name.upper(),
        superior=book.issuer.superior.upper(),
        title="SỔ CẤP GIẤY CHỨNG NHẬN",
        subtitle=f"Năm {book.year}, ký hiệu {book.issuer.series}{which}",
        columns=COLUMNS,
        rows=(_row(one, today) for one in some),
        place_and_day=f"{book.issuer.place}, {long_day(today)}",
        signatures=SIGNATURES,
    )


def _row(entry: Entry, today: date) -> list[Cell]:
    one, void = entry.certificate, entry.void
    if one is None:
        text, why = (void.number_text, f"Bỏ số: {void.reason}") if void else ("", "Không có")
        return [str(entry.number), text, "", "", "", "", "", "", why]
    unit = ", ".join(part for part in (one.team_name, one.unit_name) if part)
    return [
        str(one.number), one.number_text, one.holder_name, str(one.birth_year or ""), unit,
        one.programme, words_of_day(one.issued_on), shown_code(one.code), _remark(one, today),
    ]  # fmt: skip


def _remark(one: Certificate, today: date) -> str:
    ended = STATES.get(queries.status(one, today), "")
    by = f" theo quyết định {one.step.decision_number}" if one.step else ""
    return f"{ended}{by}"
