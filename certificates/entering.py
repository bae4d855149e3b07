"""Certificates into the number book: numbers, codes and claims for one or many, without a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from secrets import choice, token_urlsafe
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from certificates import claims, keys, rules
from certificates.facts import CertificateIssued
from certificates.models import Certificate, NumberBook, Terms
from lms.core.access import Actor
from lms.core.audit import record
from lms.core.clock import local_day
from lms.core.db import db
from lms.core.facts import announce

TOKEN_BYTES = 16


def enter(
    terms: Terms, printed: Sequence[Mapping[str, Any]], *, by: Actor, at: datetime
) -> list[Certificate]:
    """Enter certificates with the next numbers, in the order given; all have one issuer."""
    if not printed:
        return []
    first = next_numbers(printed[0]["issuer_id"], local_day(at).year, len(printed))
    key_id, private = keys.signing_key(at)
    found = [
        _certificate(terms, one, number, key_id, private, at)
        for number, one in enumerate(printed, first)
    ]
    db.session.add_all(found)
    db.session.flush()
    for one in found:
        record("certificate.issued", one, by=by, at=at, label=one.number_text)
        announce(CertificateIssued(one.id, one.person_id, at))
    return found


def _certificate(
    terms: Terms,
    printed: Mapping[str, Any],
    number: int,
    key_id: str,
    private: Ed25519PrivateKey,
    at: datetime,
) -> Certificate:
    day = local_day(at)
    until = rules.end_of_validity(terms.validity, terms.months, printed["year"], day)
    token = token_urlsafe(TOKEN_BYTES)
    claim = claims.claim_of(
        token, key_id, printed["holder_name"], number=number, book_year=day.year,
        issued_on=day, valid_until=until, series=printed["series"],
        programme=printed["programme_code"],
    )  # fmt: skip
    return Certificate(
        **printed,
        book_year=day.year,
        number=number,
        number_text=rules.number_text(number, day.year, printed["series"]),
        token=token,
        code=rules.code_of("".join(choice(rules.ALPHABET) for _ in range(rules.RANDOM_LETTERS))),
        claim=claims.signed(claim, token, private),
        key_id=key_id,
        issued_at=at,
        issued_on=day,
        valid_until=until,
    )


def next_numbers(issuer_id: UUID, year: int, count: int) -> int:
    """The first of the next numbers of an issuer's book; its row is locked until the end.

    A transaction that rolls back gives its numbers back, so the book has no gaps.
    """
    lock_book(issuer_id, year)
    last = db.session.scalar(
        update(NumberBook)
        .where(NumberBook.issuer_id == issuer_id, NumberBook.year == year)
        .values(last_number=NumberBook.last_number + count)
        .returning(NumberBook.last_number)
    )
    return int(last or 0) - count + 1


def lock_book(issuer_id: UUID, year: int) -> None:
    """Wait for whoever writes in a book, and keep it until this transaction ends.

    Who looks after that sees everybody who has a certificate of this issuer: nobody gets two.
    """
    query = select(NumberBook.last_number).where(
        NumberBook.issuer_id == issuer_id, NumberBook.year == year
    )
    if db.session.scalar(query.with_for_update()) is None:
        _open_book(issuer_id, year)
        db.session.scalar(query.with_for_update())


def _open_book(issuer_id: UUID, year: int) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(NumberBook(issuer_id=issuer_id, year=year, last_number=0))
    except IntegrityError:  # another transaction opened it a moment ago
        return
