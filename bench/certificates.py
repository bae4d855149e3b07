"""Certificates by the thousand: issued, printed, signed, kept; how quick, how large, how steady.

`python -m bench.certificates --people 10000 --database postgresql`; also part of `make bench`.
CPU seconds stand beside seconds, as others may use the machine meanwhile.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench.clients import Client, measure
from bench.coverage import database
from bench.serving import ROOT, served
from certificates import batches, documents, press
from certificates.batch_judging import judged
from certificates.batch_models import IssueBatch, Scope
from certificates.batches import Decided
from certificates.models import Certificate, CertificateDocument, Issuer
from certificates.operations import Asked, found_certification
from lms.app import create_app
from lms.core.access import SYSTEM
from lms.core.clock import now, today
from lms.core.db import db, transaction
from lms.core.progress import Progress
from lms.core.signing import pdf_key
from lms.org.models import Level, Unit
from lms.org.operations import found_unit
from lms.org.queries import units_of
from lms.people.operations.entering import found_team
from lms.settings import Settings
from tests.cast import BEFORE
from tests.certificates.filling import attended_by, everybody

SECONDS = float(os.environ.get("BENCH_SECONDS", "8"))
ALONE = 40  # documents one by one
TEAMS = 50


def run(people: int, address: str, folder: str) -> dict[str, Any]:
    """All figures on one database."""
    environment = {
        **os.environ, "FLASK_APP": "lms.cli:create_app", "PYTHONPATH": str(ROOT),
        "LMS_DATABASE_URL": address, "LMS_DATA_DIR": folder, "LMS_LOG_LEVEL": "ERROR",
        "LMS_VERIFY_PER_MINUTE": "1000000",
    }  # fmt: skip
    subprocess.run([sys.executable, "-m", "flask", "db", "upgrade"], cwd=ROOT, env=environment,
                   check=True)  # fmt: skip
    app = create_app(Settings(database_url=address, data_dir=folder, log_level="ERROR"))
    figures: dict[str, Any] = {"people": people, "load_average": os.getloadavg()}
    with app.app_context():
        with transaction():
            batch = listed(people)
            batch_id = batch.id
        with timed(figures, "dry_run"):
            figures["would_get_one"] = sum(one.exclusion is None for one in judged(batch, now()))
        with transaction():
            batches.begin(db.session.get_one(IssueBatch, batch_id), by=SYSTEM, at=now())
        with timed(figures, "issue"):
            commit_each(batches.issue_parts(batch_id, at=now()))
        figures["issued_a_second"] = round(people / figures["issue_seconds"], 1)
        alone(figures)
        with timed(figures, "documents"), watched(figures):
            commit_each(documents.make_all(at=now(), batch_id=batch_id))
        sizes(figures, people - ALONE)
        token = db.session.scalars(select(Certificate.token).limit(1)).one()
        db.session.remove()
        db.engine.dispose()
    with served("lms.app:create_app()", environment, "/readyz") as port:
        verify = measure(lambda _n: page(port, f"/v/{token}"), SECONDS)
    figures["verify_pages_a_second"], figures["verify_p95_ms"] = verify.per_second, verify.p95_ms
    return figures


def page(port: int, path: str) -> Any:
    """Ask for a page again and again."""
    client = Client(port)
    return lambda: client.ask("GET", path)[0]


def listed(people: int, series: str = "GCN-SKHCN") -> IssueBatch:
    """Members of fifty teams who all attended a class, and a decision that lists them."""
    tops = units_of(Level.PROVINCE, today())  # none where only this is measured
    above = db.session.get(Unit, tops[0].id) if tops else None
    commune = found_unit(Level.COMMUNE, "Xã", "Na Sầm", since=BEFORE, parent=above)
    teams = []
    for number in range(TEAMS):
        village = found_unit(Level.VILLAGE, "Thôn", f"Nà {number}", since=BEFORE, parent=commune)
        teams.append(found_team(f"Tổ CNSCĐ thôn Nà {number}", village.id, since=BEFORE).id)
    issuer = Issuer(superior="Ủy ban nhân dân tỉnh Lạng Sơn", name="Sở Khoa học và Công nghệ",
                    place="Lạng Sơn", series=series, signatory="Giám đốc")  # fmt: skip
    db.session.add(issuer)
    db.session.flush()
    held = attended_by(people, commune.id, teams)
    asked = Asked(title="Kỹ năng số cơ bản", class_hours=4, is_automatic=False)
    certification = found_certification("BENCH", issuer, asked, by=SYSTEM, at=now())
    decided = Decided(Scope.CLASS, held.id, "Lớp đông", "1/QĐ-SKHCN", today())
    return batches.found_batch(
        certification.id, today().year, decided, everybody(held), by=SYSTEM, at=now()
    )


def commit_each(parts: Iterator[Progress]) -> None:
    """As a job does."""
    while True:
        with transaction():
            if next(parts, None) is None:
                return


def alone(figures: dict[str, Any]) -> None:
    """Documents made one by one in this process: printed, signed and kept."""
    with transaction():
        some = documents.waiting()[:ALONE]
        worker = press.Worker(pdf_key())
        worker.press(documents.orders_of(some[:1])[0].job)  # fonts, styles and libraries are read
    started, computed = time.perf_counter(), time.process_time()
    for one in some:
        with transaction():
            documents.keep([(o, worker.press(o.job)) for o in documents.orders_of([one])], at=now())
    figures["one_by_one_a_second"] = round(ALONE / (time.perf_counter() - started), 1)
    figures["one_by_one_cpu_ms"] = round(1000 * (time.process_time() - computed) / ALONE, 1)


def sizes(figures: dict[str, Any], number: int) -> None:
    """Bytes of a document, and the rates of the batch."""
    total = db.session.scalar(select(func.sum(CertificateDocument.size))) or 0
    count = db.session.scalar(select(func.count()).select_from(CertificateDocument)) or 1
    figures["documents"] = count
    figures["bytes_each"] = total // count
    figures["signed_a_second"] = round(number / figures["documents_seconds"], 1)
    cpu = figures["documents_cpu"]
    figures["cpu_ms_each"] = round(1000 * cpu / number, 1)
    figures["signed_a_cpu_second"] = round(number / cpu, 1)


@contextmanager
def timed(figures: dict[str, Any], name: str) -> Iterator[None]:
    """Keep the seconds something takes, and the CPU seconds of this process and its children."""
    started, computed = time.perf_counter(), cpu()
    yield
    figures[f"{name}_seconds"] = round(time.perf_counter() - started, 2)
    figures[f"{name}_cpu"] = round(cpu() - computed, 2)
    print(f"  {name}: {figures[f'{name}_seconds']} s, {figures[f'{name}_cpu']} CPU s", flush=True)


def cpu() -> float:
    """CPU seconds of this process and of children that ended."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


@contextmanager
def watched(figures: dict[str, Any]) -> Iterator[None]:
    """Keep the memory of parent and workers every few seconds: in the middle and at the end."""
    seen: list[tuple[int, int]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(3):
            seen.append((resident(os.getpid()), max(map(resident, children()), default=0)))

    thread = threading.Thread(target=look)
    thread.start()
    yield
    stop.set()
    thread.join()
    for place, share in (("early", 0.2), ("middle", 0.5), ("late", 0.95)):
        if seen:
            parent, worker = seen[int(share * (len(seen) - 1))]
            figures[f"memory_{place}_mb"] = {"parent": parent, "worker": worker}


def children() -> list[int]:
    """The processes this one began."""
    path = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    every = Path(f"/proc/{os.getpid()}/task").glob("*/children")
    return [int(pid) for one in every or [path] for pid in one.read_text().split()]


def resident(pid: int) -> int:
    """Megabytes of a process; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20


def main() -> None:
    """Measure on one database and print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as name,
        database(asked.database, Path(name)) as address,
    ):
        for figure, value in run(asked.people, address, name).items():
            print(f"  {figure}: {value}")


if __name__ == "__main__":
    main()
