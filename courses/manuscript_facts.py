"""The facts of a module.toml, each checked for what it must be."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from courses.manuscript_faults import Broken
from lms.core.names import tidy

CODE = re.compile(r"\w[\w.-]{0,19}")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}")
MOST = 10_000  # of any figure


@dataclass(frozen=True)
class Facts:
    """The keys of a file; what is missing or of another kind is named."""

    file: str
    table: Mapping[str, Any]

    def broken(self, words: str) -> Broken:
        """What is wrong with the file, ready to be raised."""
        return Broken(self.file, words)

    def text(self, key: str, default: str | None = None) -> str:
        """A text."""
        value = self._value(key, default)
        if not isinstance(value, str) or "\0" in value:
            raise self.broken(_("%(key)s must be a text", key=key))
        return value

    def title(self, key: str) -> str:
        """A text that says something, in one spelling."""
        found = tidy(self.text(key))
        if not found:
            raise self.broken(_("%(key)s is missing", key=key))
        return found

    def language(self, key: str, default: str) -> str:
        """The tag of a language: `vi`, `tyz`."""
        value = self.text(key, default)
        if not LANGUAGE.fullmatch(value):
            raise self.broken(_("%(key)s must be a language such as vi or tyz", key=key))
        return value

    def code(self, key: str) -> str:
        """A short code without spaces."""
        value = self.text(key)
        if not CODE.fullmatch(value):
            raise self.broken(_("%(key)s must be a short code without spaces", key=key))
        return value

    def texts(self, key: str, default: Sequence[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self._value(key, default)
        if not isinstance(value, list) or not all(
            isinstance(one, str) and "\0" not in one for one in value
        ):
            raise self.broken(_("%(key)s must be a list of texts", key=key))
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number from 1."""
        value = self._value(key, default)
        if type(value) is not int or not 1 <= value <= MOST:
            raise self.broken(_("%(key)s must be a whole number from 1", key=key))
        return value

    def yes(self, key: str, *, default: bool | None = None) -> bool:
        """True or false."""
        value = self._value(key, default)
        if not isinstance(value, bool):
            raise self.broken(_("%(key)s must be true or false", key=key))
        return value

    def word(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """One of a few words."""
        value = self.text(key, default)
        if value not in set(known):
            raise self.broken(
                _("“%(word)s” is none of: %(known)s", word=value, known=", ".join(known))
            )
        return value

    def _value(self, key: str, default: object) -> Any:
        value = self.table.get(key, default)
        if value is None:
            raise self.broken(_("%(key)s is missing", key=key))
        return value
