"""The claim in a QR code: what comes out is what went in, and nothing else is believed."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import claims
from certificates.claims import Claim, NoClaim

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TOKEN = claims.to_text(bytes(range(16)))
DAYS = st.dates(claims.EPOCH + timedelta(days=1), date(2190, 1, 1))
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40)


def a_claim(token: str = TOKEN, name: str = "Nông Thị Hồng Nhung") -> Claim:
    return claims.claim_of(
        token, "48445cff", name, number=123, book_year=2026, issued_on=date(2026, 3, 5),
        valid_until=date(2026, 12, 31), series="TCNSCĐ-LS", programme="M3",
    )  # fmt: skip


def is_believed(text: str, token: str = TOKEN) -> bool:
    try:
        return claims.is_signed(text, token, KEY.public_key())
    except NoClaim:
        return False


@given(st.integers(0, 2**24 - 1), st.integers(2000, 2255), DAYS, st.none() | DAYS, NAMES, NAMES)
@settings(max_examples=40)
def test_what_is_signed_is_read_again(
    number: int, year: int, issued: date, until: date | None, name: str, series: str
) -> None:
    claim = claims.claim_of(
        TOKEN, "48445cff", name, number=number, book_year=year, issued_on=issued,
        valid_until=until, series=series, programme="M0",
    )  # fmt: skip
    text = claims.signed(claim, TOKEN, KEY)
    assert claims.read(text) == claim
    assert is_believed(text)
    assert claim.name_hash == claims.hash_of_name(TOKEN, f" {name.upper().lower()} ") or (
        name.upper().lower() != name.lower()  # letters without a way back, such as ß
    )


def test_every_flipped_bit_is_refused() -> None:
    whole = claims.from_text(claims.signed(a_claim(), TOKEN, KEY))
    for place in range(8 * len(whole)):
        wrong = bytearray(whole)
        wrong[place // 8] ^= 1 << place % 8
        assert not is_believed(claims.to_text(bytes(wrong))), place


@given(st.binary(min_size=16, max_size=16))
@settings(max_examples=30)
def test_a_claim_cannot_move_to_another_certificate(token: bytes) -> None:
    text = claims.signed(a_claim(), TOKEN, KEY)
    assert is_believed(text, claims.to_text(token)) == (claims.to_text(token) == TOKEN)


def test_bytes_cannot_wander_between_token_and_claim() -> None:
    """Token and claim are signed as one; where one ends must not be the forger's to say."""
    body = claims.from_text(claims.signed(a_claim(), TOKEN, KEY))
    signed = claims.from_text(TOKEN) + body
    for place in [i for i, byte in enumerate(signed) if byte == claims.VERSION and i != 16]:
        token, text = claims.to_text(signed[:place]), claims.to_text(signed[place:])
        assert not is_believed(text, token)


@pytest.mark.parametrize("text", ["", "A", "AQ==", "A Q", "AR", "ñ", "x" * 5_000, "Ag" + "A" * 140])
def test_what_is_no_claim_is_told_so(text: str) -> None:
    with pytest.raises(NoClaim):
        claims.read(text)
