"""The list of what is in a package of QTI, with keywords beside each item. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.exchange.plain_text import visible
from quizzes.exchange.qti_names import SCHEMA_LOCATION, Dialect
from quizzes.exchange.xml_tree import add, child, descendants

LOM = "http://ltsc.ieee.org/xsd/LOM"


@dataclass(frozen=True)
class Resource:
    """An item in a package: the address of its file, all its files, keywords of its metadata."""

    identifier: str
    href: str
    files: Sequence[str]
    keywords: Sequence[str]
    language: str = ""


def resources(manifest: Element) -> list[Resource]:
    """The items a manifest names, in its order."""
    return [
        Resource(one.get("identifier", ""), one.get("href", ""), (), _keywords(one))
        for one in descendants(manifest, "resource")
        if one.get("type", "").startswith("imsqti_item_xml") and one.get("href")
    ]


def is_of_version_1(manifest: Element) -> bool:
    """Whether a package is of QTI 1.2, another language altogether."""
    types = [one.get("type", "") for one in descendants(manifest, "resource")]
    return any(kind.startswith(("imsqti_xmlv1", "imsqti_asi_xmlv1")) for kind in types)


def _keywords(resource: Element) -> list[str]:
    metadata = child(resource, "metadata")
    words = [] if metadata is None else list(descendants(metadata, "keyword"))
    return [text for word in words if (text := "".join(word.itertext()).strip())]


def manifest_of(items: Sequence[Resource], dialect: Dialect) -> Element:
    """The manifest of a package with these items."""
    root = Element("manifest", {"xmlns": dialect.package_namespace, "xmlns:lom": LOM})
    root.set("identifier", "hoc-so-items")
    root.set(SCHEMA_LOCATION, f"{dialect.package_namespace} {dialect.package_schema}")
    metadata = add(root, "metadata")
    add(metadata, "schema", dialect.package_name[0])
    add(metadata, "schemaversion", dialect.package_name[1])
    add(root, "organizations")
    listed = add(root, "resources")
    for item in items:
        listed.append(_resource(item, dialect))
    return root


def _resource(item: Resource, dialect: Dialect) -> Element:
    made = Element("resource", {"identifier": item.identifier, "type": dialect.item_type})
    made.set("href", item.href)
    if item.keywords:
        general = add(add(add(made, "metadata"), "lom:lom"), "lom:general")
        for word in item.keywords:
            add(add(general, "lom:keyword"), "lom:string", visible(word), language=item.language)
    for name in (item.href, *item.files):
        add(made, "file", href=name)
    return made
