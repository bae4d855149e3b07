"""Keys of the claims: made, rotated, withdrawn, backed up; docs/keys.md step by step."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from certificates import claims, key_operations, keys
from certificates.claims import is_signed
from certificates.models import Certificate
from certificates.published_keys import Trust, trust_of
from certificates.queries import of_attempt
from lms.core.access import SYSTEM
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.signing import NoKey
from tests.cast import Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark

APRIL, MAY = MARCH + timedelta(days=31), MARCH + timedelta(days=61)


def issued(cast: Cast, who: str = "lan", at: object = MARCH) -> Certificate:
    found = of_attempt(a_mark(cast, who, at=at).attempt_id)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_an_old_key_stays_believed_after_a_new_one_is_made(app: Flask, cast: Cast) -> None:
    first = issued(cast)
    fresh = keys.make_key("yearly", by=SYSTEM, at=APRIL)
    second = issued(cast, "an", at=MAY)
    assert first.key_id != second.key_id == fresh.key_id
    assert trust_of(first.claim, first.token) is Trust.GOOD
    assert trust_of(second.claim, second.token) is Trust.GOOD
    assert keys.current_key() is fresh
    # What a phone reports late is signed by the key of today; no key is made for it.
    assert issued(cast, "hung", at=MARCH - timedelta(days=9)).key_id == fresh.key_id


def test_a_stolen_key_is_not_believed_from_its_bad_day_on(
    app: Flask, cast: Cast, visitor: Visitor
) -> None:
    before, after = issued(cast), issued(cast, "an", at=MAY)
    row = keys.find_key(before.key_id)
    assert row is not None
    bad = (APRIL + timedelta(days=1)).date()
    fresh = key_operations.withdraw_key(row.key_id, bad, "USB lost", by=SYSTEM, at=MAY)
    assert fresh is not None
    assert fresh is keys.current_key()
    assert trust_of(before.claim, before.token) is Trust.GOOD
    assert trust_of(after.claim, after.token) is Trust.WITHDRAWN
    # The book still knows it, and says what is the matter with its code.
    for one in (before, after):
        words = visitor.get(f"/v/{one.token}.{one.claim}").words
        assert "khóa của mã QR đã bị rút" in words
        assert "mã giả" not in words
    # What a thief signs is in no book.
    token = "A" * 22
    claim = claims.claim_of(
        token, row.key_id, "Ai Đó", number=9, book_year=2026, issued_on=MAY.date(),
        valid_until=None, series="GCN-SKHCN", programme="M0",
    )  # fmt: skip
    forged = claims.signed(claim, token, keys.private_key(row.key_id))
    assert "khóa bị lấy cắp" in visitor.get(f"/v/{token}.{forged}").words
    with pytest.raises(Refused):
        key_operations.withdraw_key(row.key_id, bad, "again", by=SYSTEM, at=MAY)


@pytest.mark.parametrize(("day", "note"), [(date(2027, 1, 1), "x"), (date(2026, 1, 1), " ")])
def test_a_withdrawal_needs_a_reason_and_a_past_day(
    app: Flask, cast: Cast, day: date, note: str
) -> None:
    row = keys.make_key("", by=SYSTEM, at=MARCH)
    with pytest.raises(Refused):
        key_operations.withdraw_key(row.key_id, day, note, by=SYSTEM, at=MAY)
    assert row.withdrawn_at is None


def test_nobody_else_looks_into_the_folder_of_keys(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "KEYS_DIR", str(tmp_path / "data" / "keys"))
    row = keys.make_key("", by=SYSTEM, at=MARCH)
    file = keys.path_of(row.key_id)
    made = (tmp_path / "data", tmp_path / "data" / "keys", file.parent)
    assert [folder.stat().st_mode & 0o777 for folder in made] == [0o700] * 3


def test_a_lost_file_comes_back_from_its_backup(app: Flask, cast: Cast) -> None:
    row = keys.make_key("", by=SYSTEM, at=MARCH)
    sealed = key_operations.sealed_backup(row.key_id, "mười hai chữ trở lên")
    assert b"ENCRYPTED PRIVATE KEY" in sealed
    keys.path_of(row.key_id).unlink()
    keys._private.cache_clear()
    with pytest.raises(NoKey):
        keys.signing_key(MAY)
    with pytest.raises(Refused):
        key_operations.put_back(sealed, "wrong password")
    assert key_operations.put_back(sealed, "mười hai chữ trở lên") is row
    assert keys.path_of(row.key_id).stat().st_mode & 0o777 == 0o600
    found = issued(cast)
    assert is_signed(found.claim, found.token, keys.public_key(row))
    with pytest.raises(Refused):
        key_operations.sealed_backup(row.key_id, "short")


def test_the_way_of_the_commands(app: Flask, cast: Cast, tmp_path: Path) -> None:
    def run(*words: str, typed: str = "", code: int = 0) -> str:
        result = app.test_cli_runner().invoke(args=["keys", *words], input=typed)
        assert result.exit_code == code, (result.output, result.exception)
        return str(result.output)

    def made(*words: str) -> str:
        return run("make", *words).partition(" ")[0]

    old, new = made(), made("--note", "Đổi khóa hằng năm")
    secret, file = "một mật khẩu dài\n", str(tmp_path / "key.pem")
    run("backup", new, file, typed=secret * 2)
    keys.path_of(new).unlink()
    assert "NO PRIVATE FILE" in run("list")
    run("restore", file, typed="x\n", code=1)
    run("restore", file, typed=secret)
    listed = run("list")
    assert f"{new}  since" in listed
    assert "signs now" in listed
    assert "NO PRIVATE FILE" not in listed
    assert "is withdrawn" in run("withdraw", old, "--bad-since", "2026-01-05", "--note", "Mất máy")
    assert "WITHDRAWN" in run("list")
    run("withdraw", "00000000", "--bad-since", "2026-01-05", "--note", "x", code=1)
    run("export", str(tmp_path / "jwks.json"))
    kept = json.loads((tmp_path / "jwks.json").read_text())["keys"]
    assert {one["kid"] for one in kept} >= {old, new}


def test_public_keys_are_published_with_their_days(
    app: Flask, cast: Cast, at: Callable[..., None]
) -> None:
    row = keys.make_key("", by=SYSTEM, at=MARCH)
    reply = app.test_client().get("/.well-known/jwks.json")
    jwk = next(one for one in reply.json["keys"] if one["kid"] == row.key_id)
    assert (jwk["kty"], jwk["crv"], jwk["x"]) == ("OKP", "Ed25519", row.public)
    assert (jwk["hocso:since"], jwk["hocso:bad_since"]) == ("2026-03-01", None)
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert reply.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in reply.headers
    tag = {"If-None-Match": reply.headers["ETag"]}
    assert app.test_client().get("/.well-known/jwks.json", headers=tag).status_code == 304
    assert db.session.get(type(row), row.id) is row
