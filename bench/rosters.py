"""A roster file as large as a province, half known people and half new ones."""

from __future__ import annotations

import io
from random import Random

import xlsxwriter
from sqlalchemy import select

from lms.core.clock import today
from lms.core.db import db
from lms.demo.names import person_name
from lms.org.queries import places_of
from lms.people.models import TeamPlacement
from lms.people.queries import roster, teams_in

HEADINGS = ["STT", "Họ và tên", "Năm sinh", "Xã, phường", "Thôn", "Chức danh trong tổ", "SĐT"]


def roster_file(rows: int) -> bytes:
    """An XLSX with so many people of the rosters of today."""
    chance, day = Random(1), today()
    units = set(db.session.scalars(select(TeamPlacement.unit_id).where(TeamPlacement.on(day))))
    team_unit = {team.id: unit for team, unit in teams_in(units, day)}
    communes = places_of(units, day)
    known = db.session.execute(roster(day)).all()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("DS")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            person, _seat, team = chance.choice(known)
            village = team.name.removeprefix("Tổ CNSCĐ ")
            name = person.full_name if number % 2 else person_name(chance, "m")
            born = person.birth_year if number % 2 else chance.randint(1960, 2000)
            phone = f"09{chance.randrange(10**8):08d}"
            commune = communes[team_unit[team.id]]
            sheet.write_row(number, 0, [number, name, born, commune, village, "Tổ viên", phone])
    return out.getvalue()
