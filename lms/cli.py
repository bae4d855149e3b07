"""Commands: `flask <noun> <verb>`. Each is an edge: it commits, prints and sets the exit code."""

from __future__ import annotations

import os
import socket
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy import func, select

import lms.app
from certificates.commands import certificate_commands
from certificates.key_commands import key_commands
from courses.loading import load_folder
from courses.manuscript import CATALOGUE, folders, read_folder
from courses.packages.queries import package_of
from courses.packages.reader import unpack
from courses.queries import newest_version
from courses.search.index import index_all
from lms.admin.jobs import ALSO, forget_files
from lms.core.access import Actor, Grant
from lms.core.asset_commands import static_commands
from lms.core.audit import record
from lms.core.clock import now, today
from lms.core.commands import at_the_keyboard, do, edge, in_parts
from lms.core.db import db, transaction
from lms.core.jobs.engine import engine
from lms.core.keyset import FIRST, Turn
from lms.core.observe.port import offer_figures
from lms.core.progress import Progress
from lms.core.sheets import is_long, read_book
from lms.core.signing import NoKey, pdf_key
from lms.demo.accounts import DEMO_ACCOUNTS
from lms.demo.build import Demo, size_of
from lms.demo.nation.building import NationDemo, is_begun
from lms.demo.nation.loading import load
from lms.demo.plan import Scale
from lms.doctor.commands import doctor
from lms.keeping.backup_commands import backup_commands
from lms.keeping.file_commands import file_commands
from lms.keeping.move_commands import move_commands
from lms.notifications.commands import outbox_commands, reminders
from lms.org.enacting import enact, undo
from lms.org.models import Level, Reorganisation, Unit
from lms.org.official import load_province
from lms.org.queries import units_of
from lms.org.reorganising import Plan, plan
from lms.people import accounts
from lms.people.imports.comparison import verdicts
from lms.people.imports.verdicts import Verdict
from lms.people.models import RosterImport
from lms.people.operations import importing, retention
from lms.people.operations.entering import enter_person, grant_role
from lms.people.operations.entering import open_account as open_person_account
from lms.people.operations.importing_long import apply_long, take_file
from lms.people.permissions import PeoplePermission
from lms.people.signin import actor_of, person_of
from lms.requirements import duties, standings
from lms.requirements import operations as requirements
from lms.requirements.check import differences
from lms.requirements.models import TrainingYear
from lms.requirements.seals.checking import check_package
from lms.roles import PERMISSION_WORDS, ROLES
from lms.settings import Settings
from quizzes.commands import quiz_commands

modules = AppGroup("modules", help="Modules written as text files.")
coverage = AppGroup("coverage", help="Coverage of the training years.")
demo = AppGroup("demo", help="Demonstration data.")
units = AppGroup("units", help="Units of the administration.")
years = AppGroup("years", help="Training years.")
privacy = AppGroup("privacy", help="Personal data.")
roster = AppGroup("roster", help="The roster.")
account = AppGroup("account", help="Accounts of people.")

SHOWN_PROBLEMS = 20
GUNICORN = Path(__file__).parents[1] / "deploy" / "gunicorn.conf.py"


def create_app(settings: Settings | None = None) -> Flask:
    """The application with its commands, for `flask --app lms.cli`."""
    app = lms.app.create_app(settings)
    for group in (modules, coverage, demo, units, years, roster, privacy, account):
        app.cli.add_command(group)
    app.cli.add_command(reminders)
    app.cli.add_command(outbox_commands)
    app.cli.add_command(quiz_commands)
    app.cli.add_command(certificate_commands)
    app.cli.add_command(key_commands)
    app.cli.add_command(static_commands)
    app.cli.add_command(doctor)
    app.cli.add_command(move_commands(migrate_elsewhere, index_elsewhere))
    app.cli.add_command(backup_commands)
    app.cli.add_command(file_commands)
    app.cli.add_command(access)
    app.cli.add_command(serve)
    app.cli.add_command(worker)
    return app


def migrate_elsewhere(address: str) -> None:
    """Give another database every table."""
    with _elsewhere(address):
        upgrade(directory=current_app.extensions["migrate"].directory)


def index_elsewhere(address: str) -> None:
    """Keep the words of all published modules in another database."""
    with _elsewhere(address), transaction():
        index_all()


@contextmanager
def _elsewhere(address: str) -> Iterator[None]:
    """This program on another database."""
    settings = replace(current_app.extensions["settings"], database_url=address)
    with lms.app.create_app(settings).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@modules.command("load")
@click.argument("source", type=click.Path(path_type=Path), default=CATALOGUE)
@click.option("--note", default="Nạp từ thư mục học liệu", help="Change note of the publication.")
def load_modules(source: Path, note: str) -> None:
    """Load every module folder below SOURCE, or the package SOURCE; unchanged ones stay alone."""
    found: list[Path] = [source] if source.is_file() else list(folders(source))
    if not found:
        raise click.ClickException(f"{source}: no folder with a module.toml below it")
    for path in found:
        with edge():
            folder = unpack(path.read_bytes()) if path.is_file() else read_folder(path)
            loaded = load_folder(folder, by=at_the_keyboard(), at=now(), note=note)
            state = "published" if loaded.version.is_frozen else "draft"
            changed = f"version {loaded.version.number} ({state})" if loaded.is_new else "unchanged"
            click.echo(f"{loaded.version.module.code}: {changed}")


@modules.command("export")
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_module(code: str, file: Path) -> None:
    """Write the newest version of the module CODE as a package; the right answers are in it."""
    with edge():
        version = newest_version(code)
        if version is None:
            raise click.ClickException(f"there is no module {code}")
        file.write_bytes(package_of(version))
        record(
            "module.exported", version, by=at_the_keyboard(), at=now(), label=version.title,
            version=version.number,
        )  # fmt: skip
        click.echo(f"{code}: version {version.number} written to {file}")


@modules.command("index")
def index_modules() -> None:
    """Keep the words of all published modules anew, for searching."""
    with edge():
        click.echo(f"{index_all()} versions indexed")


@coverage.command("recount")
@click.option("--year", type=int, default=None, help="Only this year.")
@click.option("--check", is_flag=True, help="Change nothing; fail when any figure differs.")
def recount(year: int | None, check: bool) -> None:
    """Count every standing from the facts again."""
    with edge():
        wanted = [duties.get_year(year)] if year else list(duties.years())
        if check:
            _check(wanted)
            return
        for one in wanted:
            standings.recount(one)
            click.echo(f"{one.year}: {_kept(one)} standings rebuilt")


@coverage.command("roll")
def roll() -> None:
    """Renew what time alone has changed (every night); nothing is wrong until then, only slower."""
    click.echo(f"{do('requirements.roll').done} teams renewed")


def _check(wanted: list[TrainingYear]) -> None:
    wrong = 0
    for one in wanted:
        found = differences(one, duties.counted_on(one, today()))
        wrong += len(found)
        for line in found[:SHOWN_PROBLEMS]:
            click.echo(f"{one.year}: {line}", err=True)
        click.echo(f"{one.year}: {_kept(one)} standings, {len(found)} differ")
    if wrong:
        sys.exit(1)


@coverage.command("verify")
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--previous",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The package of the year before, or of the edition before: is the chain whole?",
)
def verify_package(package: Path, previous: Path | None) -> None:
    """Recompute every figure of a sealed year from PACKAGE alone; exit code 1 when one differs."""
    found = check_package(package.read_bytes(), previous.read_bytes() if previous else None)
    if found.manifest:
        m = found.manifest
        click.echo(f"{m['unit']} {m['year']}, edition {m['edition']}, sealed {m['sealed_at']}")
        click.echo(f"digest {m['digest']}")
    click.echo(found.signature)
    for fault in found.faults:
        click.echo(f"DIFFERS: {fault}", err=True)
    if found.faults:
        sys.exit(1)
    click.echo(f"{found.figures} lines of figures recomputed from the package: all the same")


def _kept(year: TrainingYear) -> int:
    """How many standings are kept of a year's main duty."""
    main = duties.get_duty(year, duties.counted_on(year, today()))
    return standings.how_many(main.version)


@demo.command("load")
@click.option("--scale", type=click.Choice([s.value for s in Scale]), default="province")
@click.option("--if-empty", is_flag=True, help="Do nothing when there is data already.")
def load_demo(scale: str, if_empty: bool) -> None:
    """Fill an empty database with the demonstration; the nation goes on where it was stopped."""
    goes_on = scale == Scale.NATION and is_begun()
    if not goes_on and db.session.scalar(select(func.count()).select_from(Unit)):
        if if_empty:
            return
        raise click.ClickException("there is data already; the demo needs an empty database")
    db.session.rollback()
    if scale == Scale.NATION:
        _load_nation(goes_on=goes_on)
        return
    size = size_of(Scale(scale))
    with (
        edge(),
        click.progressbar(length=size.communes + size.learners, label=f"Demo ({scale})") as bar,
    ):
        Demo(Scale(scale), now(), bar.update).build()


def _load_nation(*, goes_on: bool) -> None:
    """Stage by stage, each committed: what was stopped goes on with the same command."""
    if goes_on:
        click.echo("A load that was stopped is here: going on after its last whole part.")
    nation = NationDemo(now())
    stages = list(nation.stages())
    db.session.rollback()
    workers = os.cpu_count() or 1 if db.engine.dialect.name == "postgresql" else 1
    length = sum(stage.steps for stage in stages)
    with click.progressbar(length=length, label="Demo (nation)") as bar:
        load(nation, stages, bar.update, workers=workers)


@units.command("load")
def load_units() -> None:
    """Enter the official units of Lạng Sơn, before and after 1 July 2025."""
    with edge():
        if units_of(Level.PROVINCE, today()):
            raise click.ClickException("the units are there already")
        province = load_province(by=at_the_keyboard(), at=now())
        click.echo(f"{len(province.old)} old units, {len(province.new)} units of today")


@units.command("reorganise")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), required=True, help="First day.")
@click.option("--title", required=True, help="A short title.")
@click.option("--legal-basis", required=True, help="The text that orders it.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
def reorganise_units(
    file: Path, day: datetime, title: str, legal_basis: str, dry_run: bool
) -> None:
    """Enact a reorganisation from a CSV file, whole or not at all."""
    with edge():
        found = plan(file.read_text(encoding="utf-8-sig"), day.date())
        _print_plan(found)
        if not found.is_sound:
            raise click.ClickException("the file does not fit the units; nothing was changed")
        if not dry_run:
            done = enact(found, title, legal_basis, by=at_the_keyboard(), at=now())
            click.echo(f"enacted; to undo: flask units undo {done.id}")


@units.command("undo")
@click.argument("reorganisation", type=click.UUID)
def undo_reorganisation(reorganisation: UUID) -> None:
    """Undo a reorganisation by a second entry."""
    with edge():
        done = db.session.get(Reorganisation, reorganisation)
        if done is None:
            raise click.ClickException("there is no reorganisation with that id")
        undo(done, by=at_the_keyboard(), at=now())
        click.echo(f"undone: {done.title}")


def _print_plan(found: Plan) -> None:
    for fault in found.faults:
        click.echo(f"line {fault.line}: {fault.kind} {fault.word}", err=True)
    for misfit in found.misfits:
        click.echo(f"line {misfit.line}: {misfit.kind} {misfit.word}", err=True)
    click.echo(
        f"{len(found.ended)} units end, {len(found.founded)} begin, {len(found.renamed)} are "
        f"renamed, {len(found.moves)} move with them, {len(found.unclear)} are unclear"
    )


@roster.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", "username", required=True, help="Username of the officer it is done for.")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Default: today.")
@click.option("--sheet", default=None, help="Name of the sheet; default: the largest that fits.")
@click.option("--tidy-names", is_flag=True, help="NGUYEN VAN A becomes Nguyen Van A.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
def import_roster(
    file: Path,
    username: str,
    day: datetime | None,
    sheet: str | None,
    tidy_names: bool,
    dry_run: bool,
) -> None:
    """Take a roster file over, as an officer would on screen; doubtful rows are left out.

    A CSV file of more than 5,000 rows is taken over part by part; broken off, it is given again.
    """
    if is_long(file, file.name) and not dry_run:
        _import_long(file, username, day.date() if day else today(), tidy_names=tidy_names)
        return
    with edge():
        actor = _officer(username)
        sheets = [s for s in read_book(file.read_bytes(), file.name) if sheet in {None, s.name}]
        if not sheets:
            raise click.ClickException(f"there is no sheet called {sheet}")
        on = day.date() if day else today()
        one = importing.take(sheets, file.name, on, by=actor, at=now())
        one.tidy_names = tidy_names
        counts = Counter(row.verdict for row in verdicts(one, actor))
        for verdict in Verdict:
            click.echo(f"{verdict:10} {counts[verdict]}")
        if dry_run:
            db.session.rollback()
            return
        with click.progressbar(length=sum(counts.values())) as bar:
            importing.apply(
                one, by=actor, at=now(), step=lambda done, _of: bar.update(done - bar.pos)
            )
        for number, reason, *_cells in one.report["refused"][:SHOWN_PROBLEMS]:
            click.echo(f"row {number}: {reason}", err=True)
        click.echo(f"{one.report['counts']['refused']} rows were not taken")


def _import_long(file: Path, username: str, on: date, *, tidy_names: bool) -> None:
    with edge():
        actor = _officer(username)
        one = take_file(file, file.name, on, by=actor, at=now())
        one.tidy_names = tidy_names
        import_id = one.id
    with click.progressbar(length=1, label=file.name) as bar:

        def step(so_far: Progress) -> None:
            bar.length = so_far.of
            bar.update(so_far.done - bar.pos)

        in_parts(apply_long(import_id, by=actor, at=now()), step)
    with edge():
        report = db.session.get_one(RosterImport, import_id).report
        for verdict, number in report["counts"].items():
            click.echo(f"{verdict:10} {number}")
        for number, reason, *_cells in report["refused"][:SHOWN_PROBLEMS]:
            click.echo(f"row {number}: {reason}", err=True)


def _officer(username: str) -> Actor:
    person = person_of(username)
    if person is None:
        raise click.ClickException(f"nobody signs in as {username}")
    actor = actor_of(person, today(), ROLES)
    if not actor.may(PeoplePermission.ROSTER_KEEP):
        raise click.ClickException(f"{username} keeps no roster")
    return actor


@years.command("open")
@click.argument("year", type=int)
@click.option("--legal-basis", required=True, help="The text that says why, for the reports.")
def open_year(year: int, legal_basis: str) -> None:
    """Open a training year with the default duty: one class or one module."""
    with edge():
        requirements.open_year(year, legal_basis=legal_basis, by=at_the_keyboard(), at=now())
        click.echo(f"{year} is open")


@account.command("open")
@click.argument("username")
@click.option("--name", required=True, help="Full name of the person.")
@click.option("--role", type=click.Choice(sorted(set(ROLES) - {"member", "leader"})), required=True)
@click.option(
    "--unit", "code", required=True, help="Code of the unit the role holds for: 20, 06124 …"
)
@click.password_option()
def open_account(username: str, name: str, role: str, code: str, password: str) -> None:
    """Open an account for somebody of the staff."""
    with edge():
        found = [u for level in Level for u in units_of(level, today()) if u.code == code]
        if not found:
            raise click.ClickException(f"no unit has the code {code} today")
        person = enter_person(name, since=today())
        db.session.flush()
        grant_role(person.id, role, found[0].id, since=today(), by=at_the_keyboard(), at=now())
        open_person_account(person, username, password, by=at_the_keyboard(), at=now())
        click.echo(f"{username} may sign in as {role} of {found[0].title}")


@privacy.command("blank")
@click.option("--dry-run", is_flag=True, help="Only say what would be blanked.")
def blank_old(dry_run: bool) -> None:
    """Blank personal data that is past its time; registers and evidence stay."""
    with edge():
        done = retention.blank_old(by=at_the_keyboard(), at=now(), also=ALSO)
        for what, number in done.items():
            click.echo(f"{what:20} {number}")
        if dry_run:
            db.session.rollback()
            return
        click.echo(f"{'files':20} {forget_files(now())}")


@click.command("access")
@with_appcontext
@click.option("--people", is_flag=True, help="Also who holds each role, where and since when.")
def access(people: bool) -> None:
    """Print who may do what."""
    with current_app.test_request_context():
        for role, permissions in ROLES.items():
            click.echo(role)
            for permission in sorted(permissions):
                click.echo(f"  {permission:28} {PERMISSION_WORDS[permission]}")
    if people:
        _print_people()


def _print_people() -> None:
    everywhere = frozenset({PeoplePermission.ROLE_GRANT})
    for top in units_of(Level.NATION, today()) or units_of(Level.PROVINCE, today()):
        actor = Actor(None, "command", (Grant("command", everywhere, unit_id=top.id),))
        turn: Turn | None = FIRST
        while turn is not None:
            page = accounts.roles_held(actor, today(), turn)
            for held in page.rows:
                _print_held(held)
            turn = Turn(after=page.next) if page.next else None


def _print_held(held: accounts.Held) -> None:
    until = f" until {held.grant.until}" if held.grant.until else ""
    click.echo(
        f"{held.grant.role:14} {held.unit:24} {held.person.full_name:28} "
        f"since {held.grant.since}{until}"
    )


@click.command("worker")
@with_appcontext
@click.option("--threads", type=int, default=None, help="Default: LMS_JOB_THREADS.")
def worker(threads: int | None) -> None:
    """Do jobs and the schedule until told to stop; as many workers as you like."""
    settings = Settings.from_environment()
    offer_figures(settings)
    click.echo(f"working, process {os.getpid()}; Ctrl+C stops it")
    engine().work(threads or settings.job_threads)


@click.command("serve")
@with_appcontext
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=int, default=8000, envvar="PORT")
def serve(host: str, port: int) -> None:
    """Serve the product on this machine, with the address and the demo accounts printed first."""
    _refuse_taken(host, port)
    click.echo(f"\n  Học Số: http://{host}:{port}   (Ctrl+C stops it)\n")
    if current_app.jinja_env.globals["demo_accounts"]:
        with current_app.test_request_context():
            for one in DEMO_ACCOUNTS:
                click.echo(f"  {one.title!s:22} {one.username:12} {one.secret}")
        click.echo()
    click.echo(f"  {_about_key()}\n")
    sys.stdout.flush()
    os.execvp(  # noqa: S606 - the program is ours
        sys.executable,
        [sys.executable, "-m", "gunicorn", "lms.app:create_app()", "--bind", f"{host}:{port}",
         "--threads", "8", "--log-level", "warning", "--config", str(GUNICORN)],
    )  # fmt: skip


def _about_key() -> str:
    """Who signs PDFs, so that nobody takes the development key for more than it is."""
    try:
        key = pdf_key()
    except NoKey as error:
        return f"PDFs cannot be signed: {error}"
    if key.is_official:
        return f"PDFs are signed by {key.holder} (PAdES {key.level})"
    return "PDFs are signed with a development key: NOT OFFICIAL (see docs/documents.md)"


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise click.ClickException(
                f"port {port} is in use by another program; try: make run PORT={port + 1}"
            ) from None
