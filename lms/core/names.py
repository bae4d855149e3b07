"""Vietnamese names and words: one spelling, folding for search, dictionary order. Pure."""

from __future__ import annotations

import unicodedata

LETTERS = "0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
CODES = {letter: f"{number:02d}" for number, letter in enumerate(LETTERS, 20)}
TONES = {"\u0300": "11", "\u0309": "12", "\u0303": "13", "\u0301": "14", "\u0323": "15"}
SHAPES = frozenset("\u0306\u0302\u031b")  # breve, circumflex, horn: they make letters, not tones


def tidy(text: str) -> str:
    """One spelling: NFC, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """For search: lower case, without marks, đ as d; `hòa` and `hoà` become the same."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return tidy("".join(c for c in plain if not unicodedata.combining(c)))


def sort_key(name: str) -> str:
    """Order of Vietnamese lists: given name first, then the whole name.

    Two digits a letter (an ă â b c d đ …), tones after all letters (ngang, huyền, hỏi, ngã, sắc,
    nặng). Digits only, so that every database collation orders it alike.
    """
    given = name.split()[-1] if name.split() else ""
    return "00".join(part for word in (given, tidy(name)) for part in _letters_and_tones(word))


def _letters_and_tones(text: str) -> tuple[str, str]:
    letters, tones = [], []
    for word in text.lower().split():
        for letter in _clusters(word):
            base, tone = _split_tone(letter)
            letters.append(CODES.get(base, "19"))
            tones.append(tone)
        letters.append("01")
    return "".join(letters), "".join(tones)


def _clusters(word: str) -> list[str]:
    found: list[str] = []
    for character in unicodedata.normalize("NFD", word):
        if unicodedata.combining(character) and found:
            found[-1] += character
        else:
            found.append(character)
    return found


def _split_tone(cluster: str) -> tuple[str, str]:
    tone = next((TONES[mark] for mark in cluster if mark in TONES), "10")
    letter = cluster[0] + "".join(mark for mark in cluster[1:] if mark in SHAPES)
    return unicodedata.normalize("NFC", letter), tone


def initials(name: str) -> str:
    """A name others can recognise but not read: `Nông Thị Hoa` → `N. T. Hoa`."""
    words = tidy(name).split()
    return " ".join([*(f"{word[0]}." for word in words[:-1]), *words[-1:]])


def masked_phone(phone: str) -> str:
    """A phone for lists: `+84912345678` → `•••• 678`."""
    return f"•••• {phone[-3:]}" if phone else ""
