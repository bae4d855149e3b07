"""The whole check of a package: recount, signature, and the link to the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.signing import check_signature
from lms.requirements.seals.package import CERTIFICATE, MANIFEST, SIGNATURE, sha256, unzipped
from lms.requirements.seals.verifying import Verdict, verify


@dataclass(frozen=True)
class Checked:
    """What was found: the manifest, who signed, every fault, how many figures were recomputed."""

    manifest: Mapping[str, Any]
    signature: str
    faults: Sequence[str]
    figures: int


def check_package(body: bytes, previous: bytes | None = None) -> Checked:
    """Check a package from its own bytes, and the chain if the package before is given."""
    found = verify(body)
    if not found.manifest:
        return Checked({}, "no signature could be checked", found.faults, 0)
    files = unzipped(body)
    words, faults = _signature(files)
    if sha256(files.get(CERTIFICATE, b"")) != found.manifest.get("key_sha256"):
        faults.append(f"{CERTIFICATE} is not the key that the manifest names")
    chain = list(_chain(found, previous)) if previous is not None else []
    return Checked(found.manifest, words, [*faults, *found.faults, *chain], found.figures)


def _signature(files: Mapping[str, bytes]) -> tuple[str, list[str]]:
    missing = [name for name in (SIGNATURE, CERTIFICATE) if name not in files]
    if missing:
        return "not signed", [f"{name} is missing" for name in missing]
    try:
        found = check_signature(files[MANIFEST], files[SIGNATURE], files[CERTIFICATE])
    except ValueError as error:
        return "the signature cannot be read", [f"{CERTIFICATE}: {error}"]
    words = f"signed by {found.holder}, key {found.fingerprint}"
    return words, [] if found.fits else [f"{MANIFEST} is not what {found.holder} signed"]


def _chain(found: Verdict, previous: bytes) -> Iterator[str]:
    before = verify(previous)
    if not before.is_sound:
        yield f"the package before is not sound: {before.faults[0]}"
        return
    same_year = before.manifest["year"] == found.manifest["year"]
    link = found.manifest["previous_edition" if same_year else "previous_year"]
    if link != before.manifest["digest"]:
        yield f"the chain is broken: it names {link}, not {before.manifest['digest']}"
