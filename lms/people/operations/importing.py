"""Verbs of a roster import: take a file, say how it is laid out, decide, apply in one go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from lms.core.access import Actor
from lms.core.audit import entered, record
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.legacy_text import Encoding, guess
from lms.core.sheets import Sheet
from lms.people.imports.comparison import (
    file_rows,
    remembered,
    roster_to_compare,
    rows_of,
)
from lms.people.imports.layout import (
    Field,
    fingerprint,
    guess_columns,
    guess_layout,
    headings,
)
from lms.people.imports.rows import Doubt
from lms.people.imports.verdicts import Fact, Judged, Known, Roster, Verdict, differing, judge
from lms.people.models import ChangeKind, Person, RosterImport, SentFile, TeamRole
from lms.people.operations import keeping
from lms.people.operations.entering import add_to_roster, enter_person
from lms.people.operations.keeping import Entry, Particulars, note

AT_ONCE = 200  # rows between two words about the progress
GUESSED_FROM = 400  # rows that tell the old font
SKIP, NEW = "skip", "new"
Step = Callable[[int, int], None]


def take(
    sheets: list[Sheet], file_name: str, day: date, *, by: Actor, at: datetime
) -> RosterImport:
    """Keep a file's cells, with the best guess at its sheet, headings, columns and old font."""
    row = RosterImport(**entered(by, at), **sent(sheets, file_name), fingerprint="", day=day)
    lay_out(row, row.sheet, row.first, row.last, by=by)
    db.session.add(row)
    return row


def sent(sheets: list[Sheet], file_name: str) -> dict[str, Any]:
    """The columns of a SentFile: its cells, and where its table most likely is."""
    encodings = [guess_encoding(sheet) for sheet in sheets]
    layouts = [guess_layout(s.rows, e) for s, e in zip(sheets, encodings, strict=True)]
    usable = [(len(sheets[n].rows), n) for n, layout in enumerate(layouts) if layout]
    chosen = max(usable)[1] if usable else 0
    layout = layouts[chosen]
    return {
        "file_name": file_name[:120],
        "sheets": [{"name": s.name, "rows": s.rows} for s in sheets],
        "sheet": chosen,
        "first": layout.first if layout else 0,
        "last": layout.last if layout else 0,
        "columns": {str(n): str(held) for n, held in layout.columns.items()} if layout else {},
        "encoding": encodings[chosen],
        "tidy_names": False,
        "decisions": {},
        "report": {},
    }


def check_waiting(row: SentFile) -> None:
    """Refused once the file was taken over."""
    if row.applied_at is not None:
        raise Refused(_("This file has been taken over already."))


def guess_encoding(sheet: Sheet) -> Encoding:
    """How the letters of a sheet are written."""
    return guess(cell for row in sheet.rows[:GUESSED_FROM] for cell in row if cell)


def lay_out(row: RosterImport, sheet: int, first: int, last: int, *, by: Actor) -> None:
    """Choose a sheet and its heading rows; the columns follow from memory or by guess."""
    guess_again(row, sheet, first, last)
    row.fingerprint = fingerprint(headings(rows_of(row), first, last))
    row.columns = remembered(by, row.fingerprint) or row.columns


def guess_again(row: SentFile, sheet: int, first: int, last: int) -> None:
    """Choose a sheet and its heading rows; the columns are guessed."""
    check_waiting(row)
    row.sheet, row.first, row.last = sheet, first, last
    guessed = guess_columns(headings(rows_of(row), first, last), Encoding(row.encoding))
    row.columns = {str(column): str(held) for column, held in guessed.items()}


def choose_columns(
    row: SentFile, columns: Mapping[int, Field], *, encoding: str, tidy_names: bool
) -> None:
    """Say what each column holds and how letters and capitals are to be read."""
    check_waiting(row)
    fields = list(columns.values())
    if Field.NAME not in fields:
        raise Refused(_("Say which column holds the full name."))
    if len(set(fields)) != len(fields):
        raise Refused(_("Two columns are said to hold the same. Choose one of them."))
    row.columns = {str(column): str(field) for column, field in columns.items()}
    row.encoding, row.tidy_names = encoding, tidy_names


def decide(row: SentFile, decisions: Mapping[int, str]) -> None:
    """Keep what somebody decided about doubtful rows: `new`, `skip`, or the person it is."""
    check_waiting(row)
    row.decisions = {**row.decisions, **{str(number): said for number, said in decisions.items()}}


def apply(row: RosterImport, *, by: Actor, at: datetime, step: Step) -> None:
    """Take the file over, whole or not at all. A second time changes nothing.

    Nobody is ever removed: people of the file's teams who are not in it are named in the report.
    """
    check_waiting(row)
    cells = dict(enumerate(rows_of(row), 1))
    applying = Applying(row, by, at, roster_to_compare(by, row.day), cells)
    judged = judge(file_rows(row), applying.roster)
    # New people last: they are only added, so that nothing waits in the session while others ask.
    for number, one in enumerate(sorted(judged, key=lambda one: one.verdict is Verdict.NEW), 1):
        applying.take(one)
        if number % AT_ONCE == 0:
            db.session.flush()
            step(number, len(judged))
    db.session.flush()
    row.report = applying.report(judged)
    row.applied_at = at
    row.sheets, row.decisions = [], {}
    record("roster.imported", row, by=by, at=at, label=row.file_name, **row.report["counts"])


class Applying:
    """Takes rows over one by one; a row that a rule refuses is put aside with the reason."""

    def __init__(
        self, row: RosterImport, by: Actor, at: datetime, roster: Roster,
        cells: Mapping[int, Sequence[str]],
    ) -> None:  # fmt: skip
        self.row, self.by = row, by
        self.entry = Entry(by=by, at=at, on=row.day, why=f"Nhập từ tệp {row.file_name}")
        self.roster = roster
        self.known = {known.id: known for known in self.roster.known}
        self.counts = dict.fromkeys((*map(str, Verdict), "refused"), 0)
        self.refused: list[list[object]] = []
        self.matched: set[UUID] = set()
        self.cells = cells  # by the number of the row

    def take(self, one: Judged) -> None:
        decision = self.row.decisions.get(str(one.row.number), "")
        self.matched |= {one.person_id} if one.person_id else set(one.candidates)
        try:
            several = len(one.facts) > 1 or one.verdict is Verdict.DOUBTFUL
            with db.session.begin_nested() if several else nullcontext():
                reason = self._do(one, decision)
        except Refused as refused:
            reason = refused.message
        if reason:
            self.counts["refused"] += 1
            self.refused.append([one.row.number, reason, *self.cells[one.row.number]])
        else:
            self.counts[str(one.verdict)] += 1

    def _do(self, one: Judged, decision: str) -> str:
        """Do what a row asks for; the word says why not."""
        if one.verdict is Verdict.WRONG:
            return str(one.reasons[0])
        if one.verdict is Verdict.NEW or (one.verdict is Verdict.DOUBTFUL and decision == NEW):
            self._enter(one)
        elif one.verdict is Verdict.CHANGED and one.person_id:
            self._change(one, self.known[one.person_id])
        elif one.verdict is Verdict.DOUBTFUL:
            if decision == SKIP:
                return str(Doubt.SKIPPED)
            chosen = next((c for c in one.candidates if str(c) == decision), None)
            if chosen is None:
                return str(Doubt.UNDECIDED)
            self._change(one, self.known[chosen])
        return ""

    def _enter(self, one: Judged) -> None:
        """The bulk path of `keeping.enter_member`: the preview has looked for the person."""
        row, team_id = one.row, one.team_id
        if team_id is None:
            raise Refused(str(Doubt.NO_TEAM))
        person = enter_person(
            row.name,
            since=self.row.day,
            sex=row.sex,
            birth_year=row.birth_year,
            phone=row.phone,
            posts=tuple(row.posts or ()),
        )
        add_to_roster(person.id, team_id, row.role or TeamRole.MEMBER, since=self.row.day)
        note(person, ChangeKind.ENTERED, self.entry, team_id=team_id)

    def _change(self, one: Judged, known: Known) -> None:
        row, team_id, entry = one.row, one.team_id or known.team_id, self.entry
        person = db.session.get_one(Person, known.id)
        facts = differing(row, known, team_id)
        role = row.role or known.role
        if Fact.TEAM in facts:
            seat = keeping.move if known.on_roster else keeping.come_back
            seat(person, team_id, role, entry)
        elif Fact.ROLE in facts:
            keeping.change_role(person, role, entry)
        if {Fact.NAME, Fact.BIRTH, Fact.SEX} & set(facts):
            keeping.correct(
                person,
                Particulars(
                    row.name if Fact.NAME in facts else known.name,
                    row.birth_year or known.birth_year,
                    row.sex or known.sex,
                ),
                entry,
            )
        if Fact.POSTS in facts:
            keeping.set_posts(person, row.posts or (), entry)
        if Fact.PHONE in facts:
            keeping.change_phone(person, row.phone, entry)

    def report(self, judged: list[Judged]) -> dict[str, Any]:
        """What came of it, the rows put aside, and who of the teams is not in the file."""
        teams = {one.team_id for one in judged if one.team_id}
        missing = [
            [str(known.id), known.name]
            for known in self.roster.known
            if known.on_roster and known.team_id in teams and known.id not in self.matched
        ]
        names = headings(rows_of(self.row), self.row.first, self.row.last)
        return {
            "counts": self.counts,
            "headings": names,
            "refused": sorted(self.refused, key=lambda one: int(str(one[0]))),
            "missing": sorted(missing, key=lambda one: one[1]),
        }
