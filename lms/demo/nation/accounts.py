"""Accounts of officers everywhere and of the people who learn online, all with one secret each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from lms.core.db import new_id
from lms.demo.accounts import DEMO_ACCOUNTS
from lms.demo.nation.naming import people
from lms.demo.nation.provinces import KNOWN_SINCE, Province, Region
from lms.demo.nation.rosters import Rosters
from lms.demo.nation.rows import put
from lms.demo.nation.units import Placed
from lms.org.official import REORGANISED
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Person, RoleGrant
from lms.people.operations.entering import HASHER

MEMBER, LEADER, COMMUNE, DEPARTMENT = "thanhvien", "totruong", "canboxa", "canboso"


class Secrets:
    """One hash a kind of account: half a million would take a day. Made-up people only."""

    def __init__(self) -> None:
        known = {one.username: one.secret for one in DEMO_ACCOUNTS}
        self.hashes = {
            name: HASHER.hash(known[name]) for name in (MEMBER, LEADER, COMMUNE, DEPARTMENT)
        }


class AccountMaker:
    """Opens the accounts of a province."""

    def __init__(self, facts: Province, secrets: Secrets, at: datetime, chance: Random) -> None:
        self.facts, self.secrets, self.at, self.chance = facts, secrets, at, chance
        self.rows: list[dict[str, Any]] = []

    def members(self, found: Sequence[Rosters], learners: set[UUID]) -> None:
        """Whoever learnt online: `tv01000123`, leaders `tt01000124`."""
        seats = [seat for one in found for seat in one.seats if seat.until is None]
        for number, seat in enumerate(seats):
            if seat.person in learners:
                leads = seat.role.value == "leader"
                name = f"{'tt' if leads else 'tv'}{self.facts.code}{number:06}"
                self._open(seat.person, name, LEADER if leads else MEMBER)

    def officers(self, top: Placed, found: Sequence[Rosters]) -> None:
        """An officer of the department, and one of each commune: `canboxa.10000`."""
        officers = [(new_id(), top, "department", f"canboso.{top.code}", DEPARTMENT)]
        officers += [
            (new_id(), one.unit, "commune", f"canboxa.{one.unit.code}", COMMUNE) for one in found
        ]
        put(Person, self._people([person for person, *_ in officers], self.facts.region))
        put(RoleGrant, (
            {"id": new_id(), "person_id": person, "role": role, "unit_id": unit.id,
             "since": REORGANISED if role == "commune" else KNOWN_SINCE}
            for person, unit, role, _name, _kind in officers
        ))  # fmt: skip
        for person, _unit, _role, name, kind in officers:
            self._open(person, name, kind)

    def write(self) -> None:
        """The rows of all accounts, and that their owners saw the privacy notice."""
        put(Account, self.rows)
        put(NoticeSeen, (
            {"id": new_id(), "person_id": row["person_id"], "version": NOTICE_VERSION,
             "at": self.at} for row in self.rows
        ))  # fmt: skip

    def _people(self, ids: Sequence[UUID], region: Region) -> Iterator[dict[str, Any]]:
        for person in ids:
            name = self.chance.choice(people(region)[self.chance.random() < 0.5])
            yield {"id": person, "full_name": name.text, "folded": name.folded,
                   "sort_key": name.sort_key}  # fmt: skip

    def _open(self, person: UUID, username: str, kind: str) -> None:
        self.rows.append({"person_id": person, "username": username,
                          "secret_hash": self.secrets.hashes[kind],
                          "opened_at": self.at})  # fmt: skip
