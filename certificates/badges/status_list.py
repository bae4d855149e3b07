"""Which certificates of a number book are revoked, as W3C Bitstring Status List 1.0. Pure.

Numbers have no gaps and never return, so a number of the book is its place in the list. At least
131,072 places: who looks something up among so many does not show whom they ask about.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from certificates.badges.credential import CREDENTIALS, instant
from certificates.badges.identity import Names

PLACES = 131_072
PURPOSE = "revocation"
# A list is good for two days: an older copy must not bring a revoked certificate back to life.
GOOD_FOR = timedelta(days=2)
ASK_AGAIN = 300_000  # milliseconds


def entry(address: str, number: int) -> dict[str, str]:
    """What a credential says of its own place in the list at an address."""
    return {
        "id": f"{address}#{number}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": PURPOSE,
        "statusListIndex": str(number),
        "statusListCredential": address,
    }


def list_credential(
    names: Names, address: str, last_number: int, ended: Iterable[int], *, made_at: datetime
) -> dict[str, Any]:
    """The list of a book whose numbers go up to `last_number`, before it is signed."""
    return {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": names.did,
        "validFrom": instant(made_at),
        "validUntil": instant(made_at + GOOD_FOR),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": PURPOSE,
            "ttl": ASK_AGAIN,
            "encodedList": encoded(ended, last_number + 1),
        },
    }


def encoded(ended: Iterable[int], places: int) -> str:
    """The bits, the first place leftmost, as gzip in multibase base64url: equal for equal bits."""
    bits = bytearray(-(-places // PLACES) * PLACES // 8)
    for number in ended:
        bits[number // 8] |= 0x80 >> (number % 8)
    body = gzip.compress(bytes(bits), mtime=0)
    return "u" + base64.urlsafe_b64encode(body).decode().rstrip("=")
