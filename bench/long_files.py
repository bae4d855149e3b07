"""Lists and roster files as long as a nation: seconds, and the memory of the process that works.

`BENCH_NATION=FOLDER python -m bench long-files`: everybody of the nation as CSV and as Excel by the
job that pages start, and roster files of two lengths by the command. Memory must not follow length.
"""

from __future__ import annotations

import csv
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bench.nation_demo import loaded_nation
from bench.rosters import HEADINGS
from bench.serving import ROOT
from lms.app import create_app
from lms.core import exports
from lms.core.access import Actor
from lms.core.clock import now, today
from lms.core.db import db, reading, transaction
from lms.core.jobs import running
from lms.core.jobs.models import Job
from lms.demo.names import person_name
from lms.org.queries import places_of, subtree
from lms.people.jobs import ROSTER, in_words
from lms.people.models import TeamPlacement
from lms.people.permissions import PeoplePermission
from lms.people.queries import teams_in
from lms.people.register import Sought, Which
from lms.people.signin import actor_of, person_of
from lms.roles import ROLES

OF_THE_NATION, OF_A_PROVINCE = "toanquoc", "canboso"
LENGTHS = (10_000, 40_000)


def run() -> dict[str, Any]:
    """Export the nation twice, take over two files; each in a process of its own."""
    with loaded_nation() as (_address, environment):
        asked = [("export", "csv"), ("export", "xlsx"), *(("import", str(n)) for n in LENGTHS)]
        return {f"{what} {of}": measured(environment, what, of) for what, of in asked}


def measured(environment: dict[str, str], what: str, of: str) -> dict[str, float]:
    """What a child process says of its work."""
    command = [sys.executable, "-m", "bench.long_files", what, of]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    print(f"  {what} {of}: {found}", flush=True)
    return found


def export(ending: str) -> dict[str, float]:
    """Have everybody written into a file, as a worker does."""
    with transaction():
        by = officer(OF_THE_NATION)
        sought = Sought(by, today(), today(), "", Which.ALL)
        row = exports.ask(ROSTER, f"all.{ending}", 0, by=by, at=now(), **in_words(sought))
        key: UUID = row.id
    with reading():
        job_id = db.session.scalars(select(Job.id).where(Job.key == key)).one()
    running.run(job_id)
    with reading():
        row = db.session.get_one(exports.ExportFile, key)
        return {"rows": row.rows, "megabytes": round(row.size / 1e6, 1)}


def officer(username: str) -> Actor:
    """Somebody of the demo, with what they may do today."""
    person = person_of(username)
    if person is None:
        raise SystemExit(f"nobody signs in as {username}")
    return actor_of(person, today(), ROLES)


def take_over(rows: int, folder: Path) -> dict[str, float]:
    """A CSV file of so many new people, by the command."""
    file = folder / f"roster-{rows}.csv"
    write_roster(file, rows)
    command = [sys.executable, "-m", "flask", "roster", "import", str(file), "--by", OF_A_PROVINCE]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return {"rows": rows, "megabytes": round(file.stat().st_size / 1e6, 1)}


def write_roster(file: Path, rows: int) -> None:
    """New people in villages of one province."""
    chance, day = Random(rows), today()
    with reading():
        reach = officer(OF_A_PROVINCE).reach(PeoplePermission.ROSTER_READ).unit_ids
        inside = select(TeamPlacement.unit_id).where(
            TeamPlacement.on(day), TeamPlacement.unit_id.in_(subtree(reach, day))
        )
        units = set(db.session.scalars(inside))
        team_unit = {team.name: unit for team, unit in teams_in(units, day)}
        communes = places_of(units, day)
    teams = sorted(team_unit)
    with file.open("w", newline="", encoding="utf-8-sig") as out:
        writer = csv.writer(out)
        writer.writerow(HEADINGS)
        # Commune by commune, as offices write them: a part then asks for the rosters of a few.
        whose = sorted(chance.choices(teams, k=rows), key=lambda t: (communes[team_unit[t]], t))
        for number, team in enumerate(whose, 1):
            phone = f"09{chance.randrange(10**8):08d}"
            writer.writerow([number, person_name(chance, "m"), chance.randint(1960, 2000),
                             communes[team_unit[team]], team.removeprefix("Tổ CNSCĐ "),
                             "Tổ viên", phone])  # fmt: skip


def main() -> None:
    """One piece of work in this process; the last line says what it took."""
    what, of = sys.argv[1:]
    app, began = create_app(), time.perf_counter()
    with app.app_context():
        folder = Path(app.config["DATA_DIR"])
        found = export(of) if what == "export" else take_over(int(of), folder)
        db.session.remove()
    whose = resource.RUSAGE_SELF if what == "export" else resource.RUSAGE_CHILDREN
    found["seconds"] = round(time.perf_counter() - began, 1)
    found["peak_mb"] = resource.getrusage(whose).ru_maxrss // 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
