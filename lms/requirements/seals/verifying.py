"""Says whether a package is whole, unchanged, signed, and adds up; or which line differs. Pure."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from lms.requirements.seals import recounting
from lms.requirements.seals.lines import FILES, WrongLine
from lms.requirements.seals.package import (
    CERTIFICATE,
    FORMAT,
    MANIFEST,
    SIGNATURE,
    YEAR,
    Contents,
    NoPackage,
    contents_in,
    digest_of,
    sha256,
    unzipped,
)

MOST_SHOWN = 20


@dataclass(frozen=True)
class Verdict:
    """What a check of a package found: its manifest, and every fault in words."""

    manifest: Mapping[str, Any]
    faults: Sequence[str]
    figures: int = 0

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults


def verify(body: bytes) -> Verdict:
    """Check a package from its own bytes alone: files, digest, then every figure recounted.

    Whether the signature is good is said by `core.signing`; here is checked what was signed.
    """
    try:
        files = unzipped(body)
        manifest = json.loads(files[MANIFEST])
    except NoPackage as error:
        return Verdict({}, [str(error)])
    except (KeyError, ValueError):
        return Verdict({}, [f"{MANIFEST} is missing or cannot be read"])
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        return Verdict({}, [f"{MANIFEST}: not of the format {FORMAT}"])
    faults = [*_of_files(manifest, files), *_of_digest(manifest, files)]
    try:
        contents = contents_in(files)
        found, figures = _recounted(contents)
        faults += found
    except WrongLine as error:
        return Verdict(manifest, [*faults, f"line {error.number} cannot be read: {error.why}"])
    except (KeyError, ValueError, TypeError) as error:
        return Verdict(manifest, [*faults, f"cannot be recounted: {error!r}"])
    return Verdict(manifest, faults, figures)


def _of_files(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    told = {one["name"]: one for one in manifest["files"]}
    own = {MANIFEST, SIGNATURE, CERTIFICATE}
    for name in sorted(told.keys() - files.keys()):
        yield f"{name} is missing"
    for name in sorted(files.keys() - told.keys() - own):
        yield f"{name} does not belong to the package"
    for name in sorted(told.keys() & files.keys()):
        if sha256(files[name]) != told[name]["sha256"]:
            yield f"{name} was changed: its SHA-256 is not the one of the manifest"


def _of_digest(manifest: Mapping[str, Any], files: Mapping[str, bytes]) -> Iterator[str]:
    held = {name: files[name] for name in (YEAR, *FILES) if name in files}
    if digest_of(held) != manifest["digest"]:
        yield "the digest of the figures is not the one of the manifest"


def _recounted(contents: Contents) -> tuple[list[str], int]:
    results = recounting.results(contents)
    coverage = recounting.coverage(contents, results)
    faults = [
        *_compared("results.csv", contents.results, results),
        *_compared("coverage.csv", contents.coverage, coverage),
        *_of_classes(contents),
        *_of_changes(contents),
    ]
    return faults, len(results) + len(coverage)


def _compared(name: str, kept: Sequence[Any], counted: Sequence[Any]) -> Iterator[str]:
    """Every line that is not what a recount gives; the first line of a file is its heading."""
    if len(kept) != len(counted):
        yield f"{name} has {len(kept)} lines, a recount gives {len(counted)}"
    shown = 0
    for number, (one, other) in enumerate(zip(kept, counted, strict=False), 2):
        if one == other:
            continue
        right = asdict(other)
        apart = [
            f"{key} is {value}, recounted {right[key]}"
            for key, value in asdict(one).items()
            if value != right[key]
        ]
        yield f"{name} line {number}: {'; '.join(apart)}"
        shown += 1
        if shown == MOST_SHOWN:
            yield f"{name}: more lines differ"
            return


def _of_classes(contents: Contents) -> Iterator[str]:
    counted = Counter(line.class_ref for line in contents.evidence if line.class_ref is not None)
    for number, line in enumerate(contents.classes, 2):
        if line.attendances != counted[line.class_ref]:
            yield (
                f"classes.csv line {number}: attendances is {line.attendances}, "
                f"evidence.csv has {counted[line.class_ref]}"
            )


def _of_changes(contents: Contents) -> Iterator[str]:
    """Opening roster + joined + moved in − left − moved out − doubles = closing roster."""
    kinds = Counter(line.kind for line in contents.changes)
    on_roster = sum(one.on_roster for one in contents.people)
    gained = kinds["joined"] + kinds["moved_in"]
    lost = kinds["left"] + kinds["moved_out"] + kinds["double"]
    if contents.year["opening"] + gained - lost != contents.year["closing"]:
        yield "changes.csv does not lead from the opening to the closing roster"
    if contents.year["closing"] != on_roster:
        yield f"people.csv has {on_roster} people on the roster, not {contents.year['closing']}"
