"""Which words can be Vietnamese syllables: tells real text from text read the wrong way. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0300\u0301\u0303\u0309\u0323"
SHARP_OR_HEAVY = frozenset("\u0301\u0323")  # the only tones before c, ch, p, t

# p and sl are not in the dictionary but in the Tày and Nùng places of the province: Pò Mã, Slam.
INITIALS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s sl t th tr v x".split()  # noqa: SIM905
RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay
    oăc oăm oăn oăng oăt oe oen oeo oet ooc oong ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y ych ynh yt yêm yên yêng yêt yêu
    """.split()  # noqa: SIM905
)
SYLLABLE = re.compile(
    f"(?:{'|'.join(sorted(INITIALS, key=len, reverse=True))})?"
    f"(?:{'|'.join(sorted(RIMES, key=len, reverse=True))})"
)
LOOSE = re.compile(r"[bcdđfghjklmnpqrstvwxz]{0,4}(?P<rime>\w+)")
LOOSE_RIMES = RIMES | {"êng", "ưm", "ưn", "ưp", "ôông", "ôô", "oo", "êê", "ăo", "ơu"}


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether the word is a syllable as dictionaries (and Tày and Nùng place names) have them."""
    letters, tones = _without_tone(word)
    if len(tones) > 1 or not SYLLABLE.fullmatch(letters):
        return False
    return not letters.endswith(("c", "ch", "p", "t")) or tones in SHARP_OR_HEAVY


@lru_cache(maxsize=20_000)
def could_be_syllable(word: str) -> bool:
    """The same, forgiving: any consonants first, any tone; for names of every people here."""
    letters, tones = _without_tone(word)
    found = LOOSE.fullmatch(letters)
    if not found or len(tones) > 1:
        return False
    return found["rime"] in LOOSE_RIMES or bool(SYLLABLE.fullmatch(letters))


def _without_tone(word: str) -> tuple[str, str]:
    apart = unicodedata.normalize("NFD", word.lower())
    tones = "".join(mark for mark in apart if mark in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in apart if c not in TONES)), tones
