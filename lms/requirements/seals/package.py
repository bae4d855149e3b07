"""A sealed package: its parts, its digest, its ZIP. Pure; the same parts give the same bytes."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lms.requirements.rules import Rule, read_rule
from lms.requirements.seals.lines import (
    FILES,
    ChangeLine,
    ClassLine,
    ConfirmationLine,
    CoverageLine,
    DispensationLine,
    EvidenceLine,
    PersonLine,
    ResultLine,
    from_csv,
    to_csv,
)

FORMAT = "hoc-so-seal/1"
YEAR, MANIFEST, SIGNATURE, CERTIFICATE = "year.json", "manifest.json", "manifest.sig", "key.pem"
REPORT = "report.pdf"
MOST_BYTES = 1_000_000_000  # unpacked; a province has some ten million
MOST_FILES = 40


@dataclass(frozen=True)
class Contents:
    """What the figures of a year rest on and what they are. `year` is plain data:

    year, opens, closes, map_day, unit, unit_code, legal_basis, opening and closing (people on the
    roster), requirements: [{code, position, versions: [{number, since, title, rule, …}]}].
    """

    year: Mapping[str, Any]
    people: list[PersonLine] = field(default_factory=list)
    dispensations: list[DispensationLine] = field(default_factory=list)
    classes: list[ClassLine] = field(default_factory=list)
    evidence: list[EvidenceLine] = field(default_factory=list)
    results: list[ResultLine] = field(default_factory=list)
    coverage: list[CoverageLine] = field(default_factory=list)
    changes: list[ChangeLine] = field(default_factory=list)
    confirmations: list[ConfirmationLine] = field(default_factory=list)

    def in_force(self) -> dict[str, Mapping[str, Any]]:
        """Requirement → the version that held on the closing day, in the order of requirements."""
        found: dict[str, Mapping[str, Any]] = {}
        for one in sorted(self.year["requirements"], key=lambda r: (r["position"], r["code"])):
            held = [v for v in one["versions"] if v["since"] <= self.year["closes"]]
            if held:
                newest = max(held, key=lambda v: int(v["number"]))
                if newest["rule"]["in_force"]:
                    found[one["code"]] = newest
        return found

    def rules(self) -> dict[str, Rule]:
        """Requirement → the rule in force on the closing day."""
        return {code: read_rule(version["rule"]) for code, version in self.in_force().items()}


def as_json(plain: Any) -> bytes:
    """Plain data, always written the same way."""
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def files_of(contents: Contents) -> dict[str, bytes]:
    """File name → body of everything the figures rest on."""
    found = {YEAR: as_json(contents.year)}
    for name, (attribute, kind) in FILES.items():
        found[name] = to_csv(kind, getattr(contents, attribute))
    return found


def contents_in(files: Mapping[str, bytes]) -> Contents:
    """The contents that files hold. Raises KeyError, ValueError (WrongLine)."""
    parts: dict[str, Any] = {
        attribute: from_csv(kind, files[name]) for name, (attribute, kind) in FILES.items()
    }
    return Contents(year=json.loads(files[YEAR]), **parts)


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the lines `SHA-256 of the file, two blanks, its name`, in the order of names.

    The same as `sha256sum` of the files, sorted by name, put through `sha256sum`.
    """
    lines = [f"{sha256(body)}  {name}\n" for name, body in sorted(files.items())]
    return sha256("".join(lines).encode())


def sha256(body: bytes) -> str:
    """The SHA-256 of some bytes, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def listed(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """What a manifest says of files."""
    return [
        {"name": name, "bytes": len(body), "sha256": sha256(body)}
        for name, body in sorted(files.items())
    ]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP whose bytes depend on nothing but them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, body in sorted(files.items()):
            about = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            about.external_attr = 0o644 << 16
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, body)
    return out.getvalue()


class NoPackage(ValueError):
    """The bytes are no package of ours; the text says why."""


def unzipped(body: bytes) -> dict[str, bytes]:
    """The files of a ZIP. Raises NoPackage for what cannot be one of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            names = [one.filename for one in members]
            if len(members) > MOST_FILES or sum(m.file_size for m in members) > MOST_BYTES:
                raise NoPackage("far larger than any sealed package")
            if len(set(names)) != len(names):
                raise NoPackage("two files of one name")
            return {name: archive.read(name) for name in names}
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise NoPackage(f"no readable ZIP file: {error}") from None
