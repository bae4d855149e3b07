"""The store of files: a folder, and an S3 server over the wire, behave alike."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from lms.core.store import Gone, Store, store_of
from lms.settings import Settings, WrongSetting
from tests import s3


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    """A server that speaks S3, with an empty bucket."""
    with s3.server() as address:
        yield address


@pytest.fixture(params=["folder", "s3"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An empty store of each kind."""
    if request.param == "folder":
        return store_of(Settings(data_dir=str(tmp_path)))
    return store_of(
        Settings(
            files_url=f"s3://hocso/{tmp_path.name}",
            files_endpoint=request.getfixturevalue("s3_address"),
            files_key="k",
            files_secret="s",
        )
    )


def test_what_is_kept_is_read_again(kept: Store) -> None:
    assert (kept.has("files/ab/abc"), kept.size("files/ab/abc")) == (False, None)
    with pytest.raises(Gone):
        kept.get("files/ab/abc")
    with pytest.raises(Gone):
        kept.open("files/ab/abc")
    kept.put("files/ab/abc", b"damaged")
    kept.put("files/ab/abc", "Lạng Sơn".encode())
    assert kept.get("files/ab/abc").decode() == "Lạng Sơn"
    assert kept.size("files/ab/abc") == len("Lạng Sơn".encode())
    kept.put("seals/x.zip", b"1")
    assert sorted(kept.keys("files")) == [("files/ab/abc", 11)]
    kept.delete("files/ab/abc")
    kept.delete("files/ab/abc")
    assert not kept.has("files/ab/abc")


def test_large_files_and_parts_of_them(kept: Store, tmp_path: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.txt", "một")
        made.writestr("b.bin", b"\0" * 3_000_000)
    kept.put_file("files/la/large", path)
    with kept.open("files/la/large") as file, zipfile.ZipFile(file) as again:
        assert again.read("a.txt").decode() == "một"
    with kept.as_files(["files/la/large"]) as (found,):
        assert found.read_bytes() == path.read_bytes()


def test_a_key_stays_inside(kept: Store) -> None:
    for key in ("../outside", "files/../../outside"):
        with pytest.raises(Exception, match=r"\.\."):
            kept.get(key)


def test_half_a_file_is_never_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store_of(Settings(data_dir=str(tmp_path)))
    kept.put("a", b"old")

    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        kept.put("a", b"new")
    assert kept.get("a") == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a"]


@pytest.mark.parametrize("wrong", [{"files_url": "ftp://x"}, {"redis_url": "http://x"}])
def test_settings_that_nothing_understands(wrong: dict[str, str]) -> None:
    with pytest.raises(WrongSetting):
        Settings(**wrong).check()  # type: ignore[arg-type]
