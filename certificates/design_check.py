"""What is wrong with a design, found before anybody is given a certificate in it. Pure.

`text_faults` reads the design; `print_faults` looks at what it printed. Words: `design_words`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from jinja2 import TemplateSyntaxError, meta

from certificates.fields import NAMES
from certificates.press import sandbox

REQUIRED = ("holder", "number", "code", "qr", "programme", "issuer")
MOST_BYTES = 54_000  # a signature takes 6 KB more; the whole stays below 60 KB
LONGEST = 60_000  # letters of HTML or of CSS
# Everything that could lead outside: attributes of HTML, url() and @import of CSS.
ADDRESS = re.compile(
    r"""(?:\b(?:src|href|data|poster|action|srcset|background)\s*=\s*["']?\s*([^"'\s>]*))"""
    r"""|(?:url\(\s*["']?\s*([^"')\s]*))""",
    re.IGNORECASE,
)
FAMILY = re.compile(r"@font-face\s*\{[^}]*?font-family\s*:\s*([^;}]+)", re.IGNORECASE)
IMPORT = re.compile(r"@import\b[^;]*;?|\blocal\([^)]*\)", re.IGNORECASE)  # local: not our fonts
OURS = ("asset:/", "data:image/", "{{", "#")


class Fault(StrEnum):
    """What can be wrong."""

    TOO_LONG = "too-long"
    SYNTAX = "syntax"
    UNKNOWN_FIELD = "unknown-field"
    MISSING_FIELD = "missing-field"
    OUTSIDE = "outside"
    FORBIDDEN = "forbidden"  # what the sandbox does not let a design do
    LETTERS = "letters"  # a font that lacks Vietnamese letters, or is not one of ours
    PAGES = "pages"
    PAPER = "paper"
    SIZE = "size"
    TIME = "time"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One fault: what about (a field, an address, a font), and in which line of the HTML."""

    fault: Fault
    about: str = ""
    line: int = 0

    def plain(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)


def text_faults(html: str, css: str) -> list[Finding]:
    """What can be said of a design without printing it."""
    if max(len(html), len(css)) > LONGEST:
        return [Finding(Fault.TOO_LONG, str(LONGEST))]
    try:
        names = meta.find_undeclared_variables(sandbox().parse(html))
    except TemplateSyntaxError as error:
        return [Finding(Fault.SYNTAX, error.message or "", error.lineno)]
    except RecursionError:
        return [Finding(Fault.BROKEN)]
    unknown = (
        Finding(Fault.UNKNOWN_FIELD, name, _line_of(name, html)) for name in sorted(names - NAMES)
    )
    missing = (Finding(Fault.MISSING_FIELD, name) for name in REQUIRED if name not in names)
    return [*unknown, *missing, *_outside(html, in_html=True), *_outside(css)]


def _outside(text: str, *, in_html: bool = False) -> Iterator[Finding]:
    """Addresses that do not lead to our own assets, each once."""
    found = [(one[1] or one[2] or "", one.start()) for one in ADDRESS.finditer(text)]
    found += [(one[0], one.start()) for one in IMPORT.finditer(text)]
    told: set[str] = set()
    for address, start in found:
        if address and not address.lower().startswith(OURS) and address not in told:
            told.add(address)
            line = text.count("\n", 0, start) + 1 if in_html else 0
            yield Finding(Fault.OUTSIDE, address[:120], line)


def _line_of(name: str, html: str) -> int:
    found = re.search(rf"\{{[{{%][^}}]*\b{re.escape(name)}\b", html)
    return html.count("\n", 0, found.start()) + 1 if found else 0


def print_faults(pages: int, size: int, wanted_pages: int) -> Iterator[Finding]:
    """What can be said of the PDF as a file."""
    if pages != wanted_pages:
        yield Finding(Fault.PAGES, str(pages))
    if size > MOST_BYTES:
        yield Finding(Fault.SIZE, str(-(-size // 1000)))


def families_of(css: str) -> set[str]:
    """The families a style loads: only our own assets can be loaded, so these fonts are ours."""
    return {one.strip(" \"'") for one in FAMILY.findall(css)}


def letter_faults(printed: Iterable[tuple[str, str]], ours: Iterable[str]) -> Iterator[Finding]:
    """(letter, name of its font) of a page that holds every letter → fonts that are not ours.

    The PDF names a loaded font by its family; a letter it lacks is drawn in another one.
    """
    known = tuple(_plain_font(one) for one in ours)
    strange: dict[str, set[str]] = {}
    for letter, font in printed:
        plain = _plain_font(font)
        if letter.strip() and not plain.startswith(known):
            strange.setdefault(font.partition("+")[2] or font, set()).add(letter)
    for font, letters in sorted(strange.items()):
        shown = " ".join(sorted(letters)[:12])
        yield Finding(Fault.LETTERS, f"{font or '?'}: {shown}{' …' if len(letters) > 12 else ''}")


def _plain_font(name: str) -> str:
    return re.sub(r"[^a-z]", "", (name.partition("+")[2] or name).lower())
