"""The file of a backup: a tar that standard tools read and that notices every changed byte.

`manifest.json` first, then `database/…`, `files/…`, `seals/…`, `keys/…`, then `SHA256SUMS` of them
all (`sha256sum -c` reads it), and last `DIGEST`: the SHA-256 of every byte before it. What follows
is compared letter by letter with what must stand there. Written and read as a stream.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO

from lms.keeping.errors import Damaged

BLOCK = 512
PIECE = 1 << 20
SUMS, DIGEST = "SHA256SUMS", "DIGEST"
END = bytes(2 * BLOCK)


class Writer:
    """Writes members one after the other; nothing of them is kept in memory."""

    def __init__(self, out: BinaryIO, made_at: int) -> None:
        self._out, self._made_at = out, made_at
        self._all = hashlib.sha256()
        self._sums = TemporaryFile()  # noqa: SIM115 - closed with the writer
        self.size = 0

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._sums.close()

    def add(self, name: str, size: int, body: BinaryIO) -> str:
        """A member of a known size; its SHA-256. Raises Damaged when the body is shorter."""
        self._put(_header(name, size, self._made_at))
        digest, left = hashlib.sha256(), size
        while left:
            piece = body.read(min(PIECE, left))
            if not piece:
                raise Damaged(f"{name} is shorter than it was said to be")
            digest.update(piece)
            self._put(piece)
            left -= len(piece)
        self._put(_filling(size))
        self._sums.write(f"{digest.hexdigest()}  {name}\n".encode())
        return digest.hexdigest()

    def end(self) -> None:
        """The sums of all members, the digest of everything, and the end."""
        size = self._sums.tell()
        self._sums.seek(0)
        self._put(_header(SUMS, size, self._made_at))
        while piece := self._sums.read(PIECE):
            self._put(piece)
        self._put(_filling(size))
        self._put(ending(self._all.hexdigest(), self._made_at))

    def _put(self, piece: bytes) -> None:
        self._out.write(piece)
        self._all.update(piece)
        self.size += len(piece)


@dataclass
class Member:
    """A file of the archive; its body is read once, in pieces. `sha256` is whole after that."""

    name: str
    size: int
    body: _Body

    @property
    def sha256(self) -> str:
        """The digest of what was read so far."""
        return self.body.digest.hexdigest()


class _Body(io.RawIOBase):
    """The bytes of one member, and no more."""

    def __init__(self, reader: Reader, size: int) -> None:
        self.reader, self.left, self.digest = reader, size, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self.left, PIECE)
        piece = self.reader.take(wanted)
        buffer[: len(piece)] = piece
        self.digest.update(piece)
        self.left -= len(piece)
        return len(piece)


class Reader:
    """Reads the members in their order and raises Damaged for whatever is not as it was written."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._all = source, hashlib.sha256()
        self.size = 0

    def members(self) -> Iterator[Member]:
        """Every member; at the end it is certain that all of them are as they were written."""
        with TemporaryFile() as sums:
            while True:
                digest, head = self._all.hexdigest(), self.take(BLOCK)
                info = _read_header(head)
                if info.name == DIGEST:
                    self._check_end(head, digest, int(info.mtime))
                    return
                member = Member(info.name, info.size, _Body(self, info.size))
                if info.name == SUMS:
                    self._check_sums(member, sums)
                else:
                    yield member
                    while member.body.read(PIECE):
                        pass
                    sums.write(f"{member.sha256}  {member.name}\n".encode())
                self.take(len(_filling(info.size)))

    def take(self, size: int) -> bytes:
        """Exactly so many bytes. Raises Damaged when there are fewer."""
        pieces, left = [], size
        while left:
            piece = self._source.read(left)
            if not piece:
                raise Damaged("the file ends too early: it is not whole")
            pieces.append(piece)
            left -= len(piece)
        whole = b"".join(pieces)
        self._all.update(whole)
        self.size += size
        return whole

    def _check_sums(self, member: Member, sums: BinaryIO) -> None:
        sums.seek(0)
        while piece := member.body.read(PIECE):
            if sums.read(len(piece)) != piece:
                raise Damaged("a file in it is not as it was written")
        if sums.read(1):
            raise Damaged("a file in it is not named in its list")

    def _check_end(self, head: bytes, digest: str, made_at: int) -> None:
        wanted = ending(digest, made_at)
        if head + self._source.read(len(wanted)) != wanted:
            raise Damaged("a byte of it has changed")


def ending(digest: str, made_at: int) -> bytes:
    """How an archive ends whose bytes so far have this digest."""
    body = f"{digest}\n".encode()
    return _header(DIGEST, len(body), made_at) + body + _filling(len(body)) + END


def _header(name: str, size: int, made_at: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, made_at, 0o600
    block = info.tobuf(tarfile.GNU_FORMAT)
    if len(block) != BLOCK:
        raise ValueError(f"{name}: too long a name for a member")
    return block


def _read_header(block: bytes) -> tarfile.TarInfo:
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "strict")
    except (tarfile.HeaderError, UnicodeDecodeError) as error:
        raise Damaged(f"this is no backup, or it is damaged ({error})") from None


def _filling(size: int) -> bytes:
    return bytes(-size % BLOCK)
