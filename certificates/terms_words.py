"""What changed from one set of terms to the next, as sentences for the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from certificates import design_choices, issuers
from certificates.certifications import Change
from certificates.setting_words import AUTOMATIC, SIGNINGS, VALIDITIES, WAITING

NAMES = {
    "title": _("Title"),
    "module_ids": _("Modules"),
    "class_hours": _("Hours of classes"),
    "class_topic": _("Classes about"),
    "validity": _("Validity"),
    "months": _("Months"),
    "window_days": _("Days before its end"),
    "signatories": _("Who signs by name"),
    "signing": _("How it is signed"),
    "template_version_id": _("Design"),
    "is_automatic": _("When it is issued"),
    "waits_for_name": _("Name not confirmed"),
    "issuer_id": _("Issuer"),
}


def change_words(change: Change, modules: Mapping[UUID, str]) -> list[tuple[str, str, str]]:
    """(what, before, now) of each difference."""
    return [
        (str(NAMES[name]), _value(name, old, modules), _value(name, new, modules))
        for name, old, new in change.changed
    ]


def _value(name: str, value: Any, modules: Mapping[UUID, str]) -> str:
    words: Mapping[str, Callable[[Any], Any]] = {
        "module_ids": lambda ids: ", ".join(sorted(modules.get(one, str(one)) for one in ids)),
        "validity": lambda one: VALIDITIES[one],
        "signing": lambda one: SIGNINGS[one],
        "is_automatic": lambda one: AUTOMATIC["1" if one else ""],
        "waits_for_name": lambda one: WAITING["1" if one else ""],
        "signatories": signatory_words,
        "template_version_id": design_choices.words_of,
        "issuer_id": lambda one: issuers.get_issuer(one).name,
    }
    found = words.get(name, str)(value) if value not in (None, "") else ""
    return str(found) or gettext("nothing")


def signatory_words(signatories: Any) -> str:
    """`KT. GIÁM ĐỐC – Phó Giám đốc – Lương Thanh Tùng; …`."""
    return "; ".join(
        " – ".join(one[part] for part in ("authority", "post", "name") if one.get(part))
        for one in signatories
    )
