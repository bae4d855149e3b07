"""Packages of QTI: a zip with `imsmanifest.xml`, items and their files; or one item alone. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname

from quizzes.exchange.draft import title_of
from quizzes.exchange.extras import MARK, as_json, as_tags, beside
from quizzes.exchange.format import Declined, Loss, Outgoing, Packed, Reason, Taken, Unreadable
from quizzes.exchange.media_names import Named, lost, named
from quizzes.exchange.qti_item import address
from quizzes.exchange.qti_manifest import Resource, is_of_version_1, manifest_of, resources
from quizzes.exchange.qti_names import Dialect, plainly_named, spelled
from quizzes.exchange.qti_reading import read_item
from quizzes.exchange.qti_writing import item_of
from quizzes.exchange.xml_tree import parse, to_bytes
from quizzes.exchange.zip_files import Package

MANIFEST = "imsmanifest.xml"
MOST_ITEMS = 5_000
FIXED_TIME = (2020, 1, 1, 0, 0, 0)  # the same items make the same file


def read(body: bytes) -> list[Taken | Declined]:
    """The items of a package or of one file, whichever of the two versions. Raises Unreadable."""
    if not body.startswith(b"PK"):
        root = plainly_named(parse(body))
        if root.tag != "assessmentItem":
            raise Unreadable(str(root.tag)[:40])
        return [read_item(1, root, lambda _source: None)]
    package = Package(body)
    listed = _listed(package)
    if len(listed) > MOST_ITEMS:
        raise Unreadable("too_many")
    if not listed:
        raise Unreadable("no_items")
    return [_read(number, package, one) for number, one in enumerate(listed, 1)]


def _listed(package: Package) -> list[Resource]:
    """The items the manifest names; without a manifest, every file that may be one."""
    name = min(
        (one for one in package.names if basename(one) == MANIFEST),
        key=lambda one: (one.count("/"), one),
        default="",
    )
    if not name:
        return [Resource("", one, (), ()) for one in package.names if one.endswith(".xml")]
    manifest = parse(package.body(name) or b"")
    if is_of_version_1(manifest):
        raise Unreadable("QTI 1.2")
    return [
        Resource(one.identifier, address(dirname(name), one.href), (), one.keywords)
        for one in resources(manifest)
    ]


def _read(number: int, package: Package, resource: Resource) -> Taken | Declined:
    title = title_of(basename(resource.href), resource.identifier, str(number))
    body = package.body(resource.href)
    if body is None:
        return Declined(number, title, Reason.BROKEN)
    try:
        root = plainly_named(parse(body))
    except Unreadable as error:
        return Declined(number, title, Reason.BROKEN, error.detail)
    folder = dirname(resource.href)
    return read_item(
        number, root, lambda source: package.body(address(folder, source)), resource.keywords
    )


@dataclass(frozen=True)
class _Written:
    """An item with its files, ready for the package."""

    resource: Resource
    bodies: Mapping[str, bytes]
    losses: Sequence[Loss]


def write(items: Sequence[Outgoing], dialect: Dialect) -> Packed:
    """A package with these items."""
    written = {item.number: _written(item, dialect) for item in items}
    found = {number: one for number, one in written.items() if one}
    manifest = manifest_of([one.resource for one in found.values()], dialect)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, MANIFEST, to_bytes(manifest))
        for one in found.values():
            for name, body in one.bodies.items():
                _add(archive, name, body)
    losses = {number: one.losses for number, one in found.items() if one.losses}
    left_out = [number for number, one in written.items() if not one]
    return Packed(packed.getvalue(), losses, left_out)


def _add(archive: zipfile.ZipFile, name: str, body: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), body, zipfile.ZIP_DEFLATED)


def _written(item: Outgoing, dialect: Dialect) -> _Written | None:
    """An item as files; what a reading of them does not give back becomes keywords."""
    name = f"item-{item.number:04d}"
    files = {f"media/{name}-{one.name}": one for one in named(item.attached)}
    body = to_bytes(spelled(item_of(item.wording, name, _by_place(files)), dialect), pretty=False)
    tags = list(item.wording.tags)
    bodies = {f"../{path}": one.attached.body for path, one in files.items()}
    read_back = read_item(item.number, plainly_named(parse(body)), bodies.get, tags)
    if isinstance(read_back, Declined):
        return None
    kept = beside(item.wording, read_back.wording)
    own = [f"{MARK}{as_json(kept)}"] if as_json(kept) else []
    keywords, language = [*tags, *as_tags(kept), *own], item.wording.language
    href = f"items/{name}.xml"
    return _Written(
        Resource(name, href, list(files), keywords, language),
        {href: body, **{path: one.attached.body for path, one in files.items()}},
        lost(item.attached, read_back.attached),
    )


def _by_place(files: Mapping[str, Named]) -> dict[int, list[tuple[str, Named]]]:
    """The files of each place with their addresses as an item in its folder sees them."""
    found: dict[int, list[tuple[str, Named]]] = {}
    for path, one in files.items():
        found.setdefault(one.attached.place, []).append((f"../{path}", one))
    return found
