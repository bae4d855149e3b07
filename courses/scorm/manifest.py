"""What imsmanifest.xml says of a package: standard, title, activities in their order. Pure."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from courses.scorm.packing import BadPackage, Fault, Packed
from lms.core.names import tidy
from quizzes.exchange.format import Unreadable
from quizzes.exchange.xml_tree import child, children, descendants, parse, text_of

NAME = "imsmanifest.xml"
LARGEST = 4_000_000
MOST_ACTIVITIES = 200
LONGEST_TITLE = 200
BASE = "{http://www.w3.org/XML/1998/namespace}base"
SIGNS_OF_2004 = ("2004", "CAM 1.3", "1.3")


class Standard(StrEnum):
    """The two standards that packages come in."""

    V1_2 = "1.2"
    V2004 = "2004"


@dataclass(frozen=True)
class Activity:
    """One thing to do: the page it begins with, and what its author asks of a learner.

    An activity that is no SCO (`reports` is false) says nothing; it is done once it was opened.
    `mastery` is a raw score (1.2) or a scaled one (2004).
    """

    title: str
    path: str
    query: str = ""
    reports: bool = True
    mastery: float | None = None
    launch_data: str = ""


@dataclass(frozen=True)
class Manifest:
    """A package as it describes itself."""

    standard: Standard
    title: str
    activities: tuple[Activity, ...]


def read_package(packed: Packed) -> Manifest:
    """The manifest of a package. Raises BadPackage."""
    root = _root(packed)
    organization = _organization(root)
    resources = {one.get("identifier", ""): one for one in descendants(root, "resource")}
    bases = _base(root), _base(child(root, "resources"))
    found = [
        _activity(packed, item, resources[item.get("identifierref", "")], "".join(bases))
        for item in _items(organization)
        if item.get("identifierref", "") in resources
    ]
    if not found or len(found) > MOST_ACTIVITIES:
        raise BadPackage(Fault.NO_ACTIVITY)
    return Manifest(_standard(root), _title(root, organization) or found[0].title, tuple(found))


def _root(packed: Packed) -> Element:
    entry = packed.find(NAME)
    if entry is None:
        inner = [one.filename for one in packed.entries if one.filename.endswith(f"/{NAME}")]
        if inner:
            raise BadPackage(Fault.FOLDED, posixpath.dirname(min(inner, key=len)))
        raise BadPackage(Fault.NO_MANIFEST)
    if entry.file_size > LARGEST:
        raise BadPackage(Fault.TOO_LARGE, NAME)
    try:
        return parse(packed.body(entry))
    except Unreadable as error:
        raise BadPackage(Fault.MANIFEST, str(error.line or "")) from error


def _standard(root: Element) -> Standard:
    """By the version the manifest names; by its namespaces when it names none."""
    named = text_of(root, "metadata", "schemaversion")
    if any(sign in named for sign in SIGNS_OF_2004):
        return Standard.V2004
    if named.startswith("1.2") or _has_namespace(root, "adlcp_rootv1p2"):
        return Standard.V1_2
    if _has_namespace(root, "adlcp_v1p3"):
        return Standard.V2004
    raise BadPackage(Fault.STANDARD, named)


def _has_namespace(root: Element, ending: str) -> bool:
    return any(ending in name for one in root.iter() for name in (str(one.tag), *one.attrib))


def _organization(root: Element) -> Element:
    """The organization the manifest names as its default, else the first."""
    around = child(root, "organizations")
    some = children(around, "organization") if around is not None else []
    wanted = around.get("default", "") if around is not None else ""
    named = [one for one in some if one.get("identifier") == wanted]
    if not some:
        raise BadPackage(Fault.NO_ACTIVITY)
    return (named or some)[0]


def _items(parent: Element) -> Iterator[Element]:
    """The items that open something, in the order of the table of contents."""
    for item in children(parent, "item"):
        if item.get("identifierref"):
            yield item
        yield from _items(item)


def _activity(packed: Packed, item: Element, resource: Element, base: str) -> Activity:
    href = base + _base(resource) + resource.get("href", "").strip()
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        raise BadPackage(Fault.ELSEWHERE, href)
    path = posixpath.normpath(unquote(parts.path)).removeprefix("./")
    entry = packed.find(path)
    if entry is None or not parts.path:
        raise BadPackage(Fault.NO_FILE, href)
    more = item.get("parameters", "").lstrip("?&").partition("#")[0]
    kind = _own(resource, "scormtype").lower()
    return Activity(
        title=tidy(text_of(item, "title"))[:LONGEST_TITLE],
        path=entry.filename,
        query="&".join(text for text in (parts.query, more) if text),
        reports=kind != "asset",
        mastery=_mastery(item),
        launch_data=_text_of_any(item, "datafromlms", "dataFromLMS"),
    )


def _mastery(item: Element) -> float | None:
    """1.2 has a score beside the item, 2004 a measure of its primary objective."""
    given = _text_of_any(item, "masteryscore")
    for objective in descendants(item, "primaryObjective"):
        if objective.get("satisfiedByMeasure", "").lower() == "true":
            given = text_of(objective, "minNormalizedMeasure") or "1"
    try:
        return float(given) if given else None
    except ValueError:
        return None


def _text_of_any(item: Element, *names: str) -> str:
    return next((text for one in children(item, *names) if (text := text_of(one))), "")


def _own(resource: Element, name: str) -> str:
    """An attribute whatever its namespace and case: 1.2 and 2004 spell it differently."""
    found: Any = (v for k, v in resource.attrib.items() if k.rpartition("}")[2].lower() == name)
    return str(next(found, ""))


def _base(element: Element | None) -> str:
    return "" if element is None else element.get(BASE, "")


def _title(root: Element, organization: Element) -> str:
    lom = child(root, "metadata", "lom", "general", "title")
    found = text_of(organization, "title") or text_of(lom)
    return tidy(found)[:LONGEST_TITLE]
