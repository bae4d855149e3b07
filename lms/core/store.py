"""Where files are kept: a folder beside the data, or an S3-compatible store; settings decide."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import BinaryIO, cast
from urllib.parse import urlsplit

import obstore
from flask import Flask, current_app
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from lms.settings import Settings


class Gone(Exception):
    """There is nothing under this key."""


class Store:
    """Bodies under keys such as `files/ab/<sha256>`, each written whole or not at all."""

    def __init__(self, objects: ObjectStore, folder: Path | None = None) -> None:
        self.objects = objects
        self.folder = folder  # None: not on this machine

    def put(self, key: str, body: bytes) -> None:
        """Keep a body under a key, in place of what was there; it is on disk when this returns."""
        if self.folder is None:
            obstore.put(self.objects, key, body)
        else:
            with _kept(self.folder / key) as part:
                part.write_bytes(body)

    def put_file(self, key: str, path: Path) -> None:
        """The same for a file that may be larger than memory."""
        if self.folder is None:
            obstore.put(self.objects, key, path)
            return
        with _kept(self.folder / key) as part:
            copyfile(path, part)

    def get(self, key: str) -> bytes:
        """The body under a key. Raises Gone."""
        with _gone(key):
            return bytes(obstore.get(self.objects, key).bytes())

    def open(self, key: str) -> BinaryIO:
        """The body under a key as a file to read and seek in. Raises Gone."""
        with _gone(key):
            return cast("BinaryIO", Readable(obstore.open_reader(self.objects, key)))

    def size(self, key: str) -> int | None:
        """How many bytes lie under a key; None: nothing does."""
        try:
            with _gone(key):
                return obstore.head(self.objects, key)["size"]
        except Gone:
            return None

    def has(self, key: str) -> bool:
        """Whether something lies under a key."""
        return self.size(key) is not None

    def keys(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """(key, size) of everything under a folder of keys, in no order, page by page."""
        for page in obstore.list(self.objects, prefix or None):
            for one in page:
                yield one["path"], one["size"]

    def delete(self, key: str) -> None:
        """Nothing lies under the key any more."""
        try:
            with _gone(key):
                obstore.delete(self.objects, key)
        except Gone:
            pass

    @contextmanager
    def as_files(self, keys: list[str]) -> Iterator[list[Path]]:
        """Bodies as files of this machine, for programs that read paths. Raises Gone."""
        if self.folder is not None:
            yield [self.folder / key for key in keys]
            return
        with TemporaryDirectory(prefix="hocso-") as name:
            paths = [Path(name) / str(number) for number in range(len(keys))]
            for key, path in zip(keys, paths, strict=True):
                path.write_bytes(self.get(key))
            yield paths


class Readable:
    """What `zipfile` and others read from: obstore's reader with plain bytes."""

    def __init__(self, reader: obstore.ReadableFile) -> None:
        self.reader = reader

    def read(self, size: int = -1) -> bytes:
        """Some bytes, or all that are left."""
        return bytes(self.reader.read(None if size < 0 else size))

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place."""
        return self.reader.seek(offset, whence)

    def tell(self) -> int:
        """The place."""
        return self.reader.tell()

    def seekable(self) -> bool:
        """It can go back."""
        return True

    def close(self) -> None:
        """Let go."""
        self.reader.close()

    def __enter__(self) -> Readable:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@contextmanager
def _gone(key: str) -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise Gone(key) from None


def make_private(folder: Path) -> None:
    """A folder for its owner alone, and those above it that are not there yet."""
    for one in reversed((folder, *folder.parents)):
        if not one.exists():
            one.mkdir(mode=0o700, exist_ok=True)


def write_whole(path: Path, body: bytes) -> None:
    """Write a file whole or not at all, whoever else writes it at the same moment.

    A power cut may take it: for what can be made again.
    """
    with _whole(path) as part:
        part.write_bytes(body)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A part of its own to write (threads share a process), put in place in the end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{token_hex(8)}")
    try:
        yield part
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def _kept(path: Path) -> Iterator[Path]:
    """The same for what must survive a power cut: on disk before it is put in place."""
    with _whole(path) as part:
        yield part
        flush(part)
    flush(path.parent)  # the name too: a power cut forgets what only the cache knows


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def store_of(settings: Settings) -> Store:
    """The store that settings name."""
    if not settings.files_url:
        folder = Path(settings.data_dir).resolve()
        return Store(LocalStore(folder, mkdir=True), folder)
    place = urlsplit(settings.files_url)
    return Store(
        S3Store(
            place.netloc,
            prefix=place.path.strip("/") or None,
            endpoint=settings.files_endpoint or None,
            region=settings.files_region,
            access_key_id=settings.files_key or None,
            secret_access_key=settings.files_secret or None,
            virtual_hosted_style_request=False,  # the clouds of this country want the path
            client_options={"allow_http": settings.files_endpoint.startswith("http://")},
        )
    )


def set_up_store(app: Flask, settings: Settings) -> None:
    """Keep files where the settings say."""
    app.extensions["store"] = store_of(settings)


def store() -> Store:
    """The store of this application."""
    return cast("Store", current_app.extensions["store"])
