"""What is wrong with a design, as sentences: what, where, what to do."""

from __future__ import annotations

from flask_babel import gettext as _

from certificates.design_check import MOST_BYTES, Fault, Finding
from certificates.fields import FIELDS


def sentence(finding: Finding) -> str:
    """A finding for its author."""
    words = _words(finding.about)[finding.fault]
    return _("Line %(line)s: %(words)s", line=finding.line, words=words) if finding.line else words


def _words(about: str) -> dict[Fault, str]:
    meanings = {field.name: str(field.words) for field in FIELDS}
    return {
        Fault.TOO_LONG: _("The text is too long: at most %(most)s letters each.", most=about),
        Fault.SYNTAX: _("This cannot be read: %(words)s", words=about),
        Fault.UNKNOWN_FIELD: _(
            "There is no field “%(name)s”. The fields are listed below the text.", name=about
        ),
        Fault.MISSING_FIELD: _(
            "The field “%(name)s” (%(meaning)s) must stand on every certificate.",
            name=about, meaning=meanings.get(about, about),
        ),
        Fault.OUTSIDE: _(
            "“%(address)s” lies outside. Only pictures and fonts of this system (asset:/…) and"
            " pictures written into the text (data:image/…) may be used.",
            address=about,
        ),
        Fault.FORBIDDEN: _("A design may not do this: %(words)s", words=about),
        Fault.LETTERS: _(
            "These letters would be printed in a font that is not ours: %(words)s. Use the fonts"
            " in asset:/fonts/, which have every Vietnamese letter.",
            words=about,
        ),
        Fault.PAGES: _(
            "It takes %(number)s pages, which is not right for its paper.", number=about
        ),
        Fault.PAPER: _("Its page is %(size)s: not the paper this design is for.", size=about),
        Fault.SIZE: _(
            "The PDF weighs %(size)s KB, more than %(most)s KB. Use fewer or smaller pictures.",
            size=about, most=MOST_BYTES // 1000,
        ),
        Fault.TIME: _("It takes too long or too much memory to print. Look for loops."),
        Fault.BROKEN: _("It cannot be printed. Please look at the last change again."),
    }  # fmt: skip
