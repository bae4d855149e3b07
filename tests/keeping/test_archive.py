"""The file of a backup: whatever is changed in it is noticed."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path
from random import Random

import pyrage
import pytest

from lms.keeping.archive import Reader, Writer
from lms.keeping.envelopes import identities_of, make_identity, opened, recipients_of, sealed
from lms.keeping.errors import Damaged, NotNow

BODIES = {
    "manifest.json": b'{"format": 1}\n',
    "database/hocso.db.gz": Random(1).randbytes(70_000),
    "files/ab/" + "ab" * 32: b"",
    "seals/" + "cd" * 32 + ".zip": b"x" * 512,
}


def written(recipients: str = "") -> bytes:
    out = io.BytesIO()
    with (
        sealed(out, recipients_of(recipients)) as inside,
        Writer(inside, 1_700_000_000) as writer,
    ):
        for name, body in BODIES.items():
            writer.add(name, len(body), io.BytesIO(body))
        writer.end()
    return out.getvalue()


def read(body: bytes) -> dict[str, bytes]:
    return {member.name: member.body.read() for member in Reader(io.BytesIO(body)).members()}


def test_what_is_written_is_read_again_and_by_standard_tools_too(tmp_path: Path) -> None:
    whole = written()
    assert read(whole) == BODIES
    with tarfile.open(fileobj=io.BytesIO(whole)) as tar:
        tar.extractall(tmp_path, filter="data")
    checker = shutil.which("sha256sum")
    assert checker
    subprocess.run([checker, "-c", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_any_flipped_bit_is_noticed() -> None:
    whole, random = written(), Random(2)
    places = [*random.sample(range(len(whole)), 300), *range(len(whole) - 3_100, len(whole))]
    for place in places:
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        with pytest.raises(Damaged):
            read(bytes(changed))


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 40_000, -1, -512, -1024])
def test_a_file_that_is_not_whole_is_noticed(cut: int) -> None:
    whole = written()
    with pytest.raises(Damaged):
        read(whole[:cut] if cut else b"")
    with pytest.raises(Damaged):
        read(whole + b"\0")


def test_encrypted_for_several_and_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    said: list[str] = []
    make_identity(tmp_path / "one", said.append)
    make_identity(tmp_path / "other", said.append)
    with pytest.raises(NotNow):
        make_identity(tmp_path / "one", said.append)
    assert (tmp_path / "one").stat().st_mode & 0o077 == 0
    assert len(identities_of(tmp_path / "one")) == 1
    whole, random, file = written(", ".join(said)), Random(3), tmp_path / "file"
    assert BODIES["manifest.json"] not in whole
    file.write_bytes(whole)
    for name in ("one", "other"):
        with opened(file, tmp_path / name) as source:
            assert {m.name: m.body.read() for m in Reader(source).members()} == BODIES
    with pytest.raises(NotNow, match="encrypted"), opened(file, None):
        pass
    for place in random.sample(range(len(whole)), 60):
        changed = bytearray(whole)
        changed[place] ^= 1 << random.randrange(8)
        file.write_bytes(changed)
        with pytest.raises((Damaged, NotNow)), opened(file, tmp_path / "one") as source:
            for _member in Reader(source).members():
                pass


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    make_identity(tmp_path / "stranger", lambda _public: None)
    (tmp_path / "file").write_bytes(written(str(pyrage.x25519.Identity.generate().to_public())))
    with (
        pytest.raises(Damaged, match="cannot be decrypted"),
        opened(tmp_path / "file", tmp_path / "stranger") as source,
    ):
        list(Reader(source).members())


def test_wrong_keys_are_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NotNow, match="age1"):
        recipients_of("age1wrong")
    with pytest.raises(NotNow):
        identities_of(tmp_path / "nowhere")
    (tmp_path / "empty").write_text("nothing")
    with pytest.raises(NotNow, match="no line"):
        identities_of(tmp_path / "empty")


def test_a_member_shorter_than_said_stops_the_backup() -> None:
    with pytest.raises(Damaged), Writer(io.BytesIO(), 1) as writer:
        writer.add("files/x", 5, io.BytesIO(b"four"))
