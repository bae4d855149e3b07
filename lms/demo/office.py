"""What an office does in the demo: a messy roster file, a merge and its undo, the yearly review."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random

import xlsxwriter

from lms.core.access import Actor
from lms.core.db import db
from lms.core.sheets import read_book
from lms.demo.names import person_name
from lms.demo.roster import DemoCommune, DemoTeam, Member
from lms.people.models import Person, Team, TeamRole
from lms.people.operations import importing, merging, reviewing
from lms.people.operations.keeping import Entry, Particulars, enter_member

FILE_NAME = "Danh sach To CNSCD cac xa (tong hop).xlsx"
ROWS = 2_000
HEADINGS = ["STT", "Họ và tên", "Năm sinh", "Nam", "Nữ", "Thôn, bản, khối", "Chức vụ", "SĐT"]
ROLE_WORDS = {TeamRole.LEADER: "Tổ trưởng", TeamRole.DEPUTY: "Tổ phó", TeamRole.MEMBER: "Tổ viên"}


def messy_file(communes: Sequence[DemoCommune], chance: Random) -> bytes:
    """Two thousand rows as offices keep them: groups, capitals, `nt`, lost zeros, errors."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Tổng hợp")
        sheet.merge_range(0, 0, 0, 3, "SỞ KHOA HỌC VÀ CÔNG NGHỆ")
        sheet.merge_range(2, 0, 2, 8, "DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG")
        sheet.merge_range(4, 3, 4, 4, "Giới tính")
        for column, heading in enumerate([*HEADINGS, "Chức danh trong tổ"]):
            sheet.write(5, column, heading)
        sheet.write_row(6, 0, [f"({number})" for number in range(1, 10)])
        for index, row in enumerate(_rows(communes, chance), 7):
            sheet.write_row(index, 0, row)
    return out.getvalue()


def _rows(communes: Sequence[DemoCommune], chance: Random) -> Iterator[list[str | int]]:
    written = 0
    for commune in communes:
        yield ["", commune.title]
        for team in commune.teams:
            here = [m for m in team.members if m.membership.until is None]
            for place, member in enumerate(here):
                if written >= ROWS:
                    return
                written += 1
                yield _row(place + 1, team, member, chance)
            if chance.random() < 0.3:
                written += 1
                yield _somebody(len(here) + 1, team, chance)


def _village(team: DemoTeam) -> str:
    return team.name.removeprefix("Tổ CNSCĐ ")


def _row(number: int, team: DemoTeam, member: Member, chance: Random) -> list[str | int]:
    person, draw = member.person, chance.random()
    name = person.full_name.upper() if draw < 0.3 else person.full_name
    male = person.sex == "male"
    phone: str | int = ""
    if draw > 0.97:
        phone = 900_000_000 + chance.randrange(99_999_999)  # a new one, its zero eaten
    elif draw > 0.96:
        phone = "0912 34"
    village = "nt" if number > 1 else _village(team)
    return [
        number, name, person.birth_year or "", "x" if male else "", "" if male else "x", village,
        "", phone, ROLE_WORDS[member.membership.role],
    ]  # fmt: skip


def _somebody(number: int, team: DemoTeam, chance: Random) -> list[str | int]:
    """Somebody new, or a row nobody can use."""
    draw = chance.random()
    name = "" if draw < 0.1 else person_name(chance, "f")
    village = "Thôn Không Rõ" if 0.1 < draw < 0.2 else _village(team)
    born = f"12/0{chance.randint(1, 9)}/{chance.randint(1962, 2001)}"
    return [number, name, born, "", "x", village, "Giáo viên", "", "Tổ viên"]


def take_over(communes: Sequence[DemoCommune], by: Actor, at: datetime, chance: Random) -> None:
    """The department takes the messy file over, as it would on screen."""
    sheets = read_book(messy_file(communes, chance), FILE_NAME)
    day = at.date() - timedelta(days=3)
    one = importing.take(sheets, FILE_NAME, day, by=by, at=at)
    one.tidy_names = True
    importing.apply(one, by=by, at=at, step=lambda done, of: None)
    db.session.flush()


def merge_and_undo(team: DemoTeam, by: Actor, at: datetime, on: date) -> None:
    """Two people of a team were entered twice: one merge stays, one was a mistake."""
    entry = Entry(by=by, at=at, on=on, why="Rà soát: nhập hai lần")
    here = [m.person for m in team.members if m.membership.until is None][-2:]
    for person in here:
        double = _double(person, team, entry)
        done = merging.merge(double, person, entry)
        if person is here[-1]:
            merging.part(done, Entry(by=by, at=at, on=on, why="Hai người trùng tên"))
    db.session.flush()


def _double(person: Person, team: DemoTeam, entry: Entry) -> Person:
    earlier = Entry(
        by=entry.by, at=entry.at, on=entry.on - timedelta(days=30), why="Danh sách của thôn"
    )
    who = Particulars(person.full_name, person.birth_year)
    double = enter_member(who, team.id, TeamRole.MEMBER, earlier)
    db.session.flush()
    return double


def review(communes: Sequence[DemoCommune], by: Actor, at: datetime) -> None:
    """The year's review: most communes are through, one was returned, the last is under way."""
    year = at.date().year
    for place, commune in enumerate(communes):
        teams = commune.teams[: -1 if place % 9 == 8 else None]
        for team in teams:
            row = db.session.get_one(Team, team.id)
            reviewing.confirm_team(row, commune.unit.id, year, "Đã rà soát", by=by, at=at)
        db.session.flush()
        if place % 9 == 8:
            continue
        reviewing.hand_in(commune.unit.id, commune.title, year, by=by, at=at)
        db.session.flush()
        if place % 9 < 6:
            accept = place % 9 != 5
            reviewing.decide(
                commune.unit.id, commune.title, year,
                accept=accept, reason="" if accept else "Còn tổ thiếu tổ phó", by=by, at=at,
            )  # fmt: skip
