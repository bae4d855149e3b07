"""The two spellings of QTI: 2.1 writes `simpleChoice`, 3.0 `qti-simple-choice`. Pure.

Everything else here knows the names of 2.1 only, without namespaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from quizzes.exchange.xml_tree import add, local

HTML = frozenset({"p", "div", "span", "br", "img", "audio", "source"})
HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")
KEBAB = re.compile(r"-([a-z0-9])")
SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True)
class Dialect:
    """What a version of QTI calls things."""

    namespace: str
    schema: str
    package_namespace: str
    package_schema: str
    package_name: tuple[str, str]
    item_type: str
    is_kebab: bool


QTI_2_1 = Dialect(
    "http://www.imsglobal.org/xsd/imsqti_v2p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1p1.xsd",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
    ("QTIv2.1 Package", "1.0.0"),
    "imsqti_item_xmlv2p1",
    is_kebab=False,
)
QTI_3_0 = Dialect(
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd",
    ("QTI Package", "3.0.0"),
    "imsqti_item_xmlv3p0",
    is_kebab=True,
)


def plainly_named(root: Element) -> Element:
    """The same tree with the names of 2.1 and without namespaces."""
    for element in root.iter():
        name = local(element)
        if name.startswith("qti-"):
            name = KEBAB.sub(lambda found: found[1].upper(), name.removeprefix("qti-"))
            _rename(element, lambda key: KEBAB.sub(lambda found: found[1].upper(), key))
        element.tag = name
    return root


def spelled(root: Element, dialect: Dialect) -> Element:
    """A tree with the names of 2.1 as a file of this version."""
    if dialect.is_kebab:
        for element in list(root.iter()):
            if element.tag not in HTML:
                _as_3_0(element)
    root.set("xmlns", dialect.namespace)
    root.set(SCHEMA_LOCATION, f"{dialect.namespace} {dialect.schema}")
    return root


def _as_3_0(element: Element) -> None:
    if element.tag == "object":
        _as_audio(element)
        return
    if element.tag == "modalFeedback":
        inside = list(element)
        for child in inside:
            element.remove(child)
        add(element, "qti-content-body").extend(inside)
    if not str(element.tag).startswith("qti-"):
        element.tag = f"qti-{HUMP.sub(lambda found: f'-{found[1].lower()}', str(element.tag))}"
    _rename(element, lambda key: HUMP.sub(lambda found: f"-{found[1].lower()}", key))


def _as_audio(element: Element) -> None:
    """3.0 has HTML's own element for recordings."""
    words, source, tail = element.text or "", element.get("data", ""), element.tail
    kind = element.get("type", "")
    element.clear()
    element.tag, element.tail = "audio", tail
    element.attrib.update(controls="controls", title=words)
    add(element, "source", src=source, type=kind)


def _rename(element: Element, renamed: Callable[[str], str]) -> None:
    old = dict(element.attrib)
    element.attrib.clear()
    element.attrib.update(
        {key if key.startswith("{") else renamed(key): value for key, value in old.items()}
    )
