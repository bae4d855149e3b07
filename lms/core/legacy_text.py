"""Text typed for the fonts of before Unicode (`.VnTime`, `VNI-Times`) to Unicode. Pure.

Such a cell holds Latin-1 characters which only its font showed as Vietnamese. Nothing here is
applied silently: callers show what would become of it and ask.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from lms.core.syllables import could_be_syllable, is_syllable


class Encoding(StrEnum):
    """How Vietnamese letters are written in a text."""

    UNICODE = "unicode"
    TCVN3 = "tcvn3"
    VNI = "vni"


@dataclass(frozen=True)
class Converted:
    """A text in Unicode; doubtful when a letter was lost on the way and had to be supposed."""

    text: str
    doubtful: bool = False


def _pairs(typed: str, meant: str) -> dict[str, str]:
    return dict(zip(typed.split(), meant.split(), strict=True))


# One character a letter. U+00AD, the soft hyphen, is ư: copying and some programs drop it.
TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
        strict=True,
    )
)
# A plain letter and its mark; one character for đ, ơ, ư, ỵ and the i's. Small letters:
_VNI_SMALL = (
    _pairs("aø aù aû aõ aï aê aè aé aú aü aë", "à á ả ã ạ ă ằ ắ ẳ ẵ ặ")
    | _pairs("aâ aà aá aå aã aä", "â ầ ấ ẩ ẫ ậ")
    | _pairs("eø eù eû eõ eï eâ eà eá eå eã eä", "è é ẻ ẽ ẹ ê ề ế ể ễ ệ")
    | _pairs("oø où oû oõ oï oâ oà oá oå oã oä", "ò ó ỏ õ ọ ô ồ ố ổ ỗ ộ")
    | _pairs("ôø ôù ôû ôõ ôï uø uù uû uõ uï", "ờ ớ ở ỡ ợ ù ú ủ ũ ụ")
    | _pairs("öø öù öû öõ öï yø yù yû yõ", "ừ ứ ử ữ ự ỳ ý ỷ ỹ")
    | _pairs("ì í æ ó ò î ô ö ñ", "ì í ỉ ĩ ị ỵ ơ ư đ")
)
VNI = _VNI_SMALL | {typed.upper(): meant.upper() for typed, meant in _VNI_SMALL.items()}
# Some keyboards gave a small mark after a capital letter.
_VNI_READ = VNI | {
    typed[0].upper() + typed[1]: meant.upper()
    for typed, meant in _VNI_SMALL.items()
    if len(typed) == 2
}
_VNI_LETTER = re.compile("|".join(sorted(_VNI_READ, key=len, reverse=True)))
_TCVN3_LETTERS = str.maketrans(TCVN3)

_WORD = re.compile(r"[^\W\d_]+")
# A letter of a legacy font may be no letter at all in Latin-1 (µ ¸ ¶ · ¬ …).
_TYPED_WORD = re.compile(r"(?:[A-Za-z]|[\u00a1-\u00ff])+")
_VIETNAMESE_ONLY = re.compile("[ĂăĐđĨĩŨũƠơƯưẠ-ỹ\u0300\u0301\u0303\u0309\u0323]")


def guess(texts: Iterable[str]) -> Encoding:
    """How these texts (a column, a sheet) are written; Unicode unless words speak against it.

    A word speaks for a font when it is no Vietnamese word as it stands and becomes one when
    converted. A sheet may mix, so one word in twenty is enough: it only leads to a question.
    """
    unicode, tcvn3, vni = 0, 0, 0
    for text in texts:
        if _VIETNAMESE_ONLY.search(text):
            unicode += 1
            continue
        for word in _typed_words(text):
            if could_be_syllable(word):
                unicode += 1
            else:
                tcvn3 += is_syllable(_from_tcvn3(word))
                vni += is_syllable(_from_vni(word))
    if 20 * max(tcvn3, vni) <= unicode:
        return Encoding.UNICODE
    return Encoding.TCVN3 if tcvn3 >= vni else Encoding.VNI


def _typed_words(text: str) -> list[str]:
    """The words that a font could have given another meaning."""
    return [word for word in _TYPED_WORD.findall(text) if not word.isascii()]


def convert(text: str, encoding: Encoding) -> Converted:
    """The text in Unicode NFC. What is Unicode already stays, so a mixed column is safe."""
    if encoding is Encoding.UNICODE or _VIETNAMESE_ONLY.search(text):
        return Converted(unicodedata.normalize("NFC", text))
    if encoding is Encoding.VNI:
        return Converted(_from_vni(text))
    restored = _WORD.sub(lambda found: _with_lost_letter(found[0]), _from_tcvn3(text))
    return Converted(_in_one_case(restored), doubtful=restored != _from_tcvn3(text))


def _from_tcvn3(text: str) -> str:
    return text.translate(_TCVN3_LETTERS)


def _from_vni(text: str) -> str:
    return _VNI_LETTER.sub(lambda found: _VNI_READ[found[0]], text)


_BEFORE_O = re.compile("(?=[ơờớởỡợ])")
_NO_VOWEL = re.compile("([bcdđghklmnprstvx]{1,2}h?)(ng)?")


def _with_lost_letter(word: str) -> str:
    """`Lơng` → `Lương`, `Hng` → `Hưng`, `Th` → `Thư`: the ư that was a soft hyphen.

    Only where the word is none without it; `Lu` for `Lưu` cannot be told.
    """
    if len(word) < 2 or word.isupper() or is_syllable(word):
        return word
    bare = _NO_VOWEL.fullmatch(word.lower())
    if bare:
        place = len(bare[1])
        supposed = f"{word[:place]}ư{word[place:]}"
    else:
        supposed = _BEFORE_O.sub("ư", word, count=1)
    return supposed if is_syllable(supposed) else word


def _in_one_case(text: str) -> str:
    """`TRầN VăN` → `TRẦN VĂN`: small letters with marks stood for capitals between capitals."""
    if any("a" <= letter <= "z" for letter in text) or not re.search("[A-Z].*[A-Z]", text):
        return text
    shouted = any(len(re.sub("[^A-Z]", "", word)) > 1 for word in text.split())
    return text.upper() if shouted else text
