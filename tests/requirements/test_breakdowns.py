"""Breakdowns: what shares nobody adds up; behind every number are as many names."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.audit import AuditEvent
from lms.core.db import db
from lms.people.account_models import Assistance
from lms.people.models import AbsenceReason, Person, Post, Sex, TeamRole
from lms.people.operations import keeping
from lms.people.operations.entering import enter_person, join_team
from lms.people.operations.keeping import Entry
from lms.requirements import cases, duties, operations, rules
from lms.requirements.breakdowns import EXCLUSIVE, PARTS, Lens, lines_of, year_over_year
from lms.requirements.figures import DEEDS, PEOPLE, Figure, deeds_behind, people_behind
from lms.requirements.groups import Ground, Group, coverage_of_all
from lms.requirements.models import ClaimSource, DispensationKind
from lms.requirements.operations import Wording
from lms.requirements.rules import Rule
from lms.requirements.ways import MODES, SUMS, Mode
from lms.training.models import Organiser, ProgrammeItem, TrainingClass
from lms.training.operations import plan_class, record_attendances
from tests.cast import AT, BEFORE, Cast
from tests.conftest import Visitor
from tests.make import MARCH, a_mark
from tests.quizzes.test_papers import a_paper, typed
from tests.quizzes.test_papers import key as key_paper
from tests.requirements.test_queries import AFTERWARDS, DAY, a_class, looking_at, the_duty

COUNTED = sorted(PEOPLE.keys() - {Figure.RATE})
LENSES = [lens for lens in Lens if lens is not Lens.YEAR]
PAGE = "/requirements/2026/breakdowns"
BY = Actor(None, "t")


def ground_of(cast: Cast, unit: str = "province", **more: object) -> Ground:
    year, actor = duties.get_year(2026), looking_at(cast, unit)
    found = Ground(actor, year, the_duty(), DAY, cast.units[unit], DAY)
    return replace(found, **more)  # type: ignore[arg-type]


def class_about(cast: Cast, topic: str, day: date, hours: int) -> TrainingClass:
    held = plan_class(
        "Lớp", cast.units["province"], held_on=day, hours=hours, organiser=Organiser.COMMUNE,
        place="x",
    )  # fmt: skip
    db.session.flush()
    db.session.add(ProgrammeItem(class_id=held.id, position=1, title="x", topic=topic, minutes=60))
    db.session.flush()
    return held


class RandomRoster:
    """A small random roster and what its people did."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance = cast, Random(seed)
        self.people = [self._person(n) for n in range(10)]
        strict = Rule(
            due=date(2026, 6, 30), joined_before=date(2026, 3, 1), classes=1, modules=1,
            both_ways=True, compulsory=("M3",), outside_cap=1, roles=("member", "deputy"),
        )  # fmt: skip
        year = duties.get_year(2026)
        operations.add_requirement(year, strict, Wording("Khó", "x"), by=cast.actor("tung"), at=AT)
        for _ in range(3):
            self._class()
        for who in self.people:
            self._did(who)
        db.session.flush()

    def _person(self, n: int) -> Person:
        chance = self.chance
        posts = tuple(chance.sample(list(Post), chance.randint(0, 2)))
        sex = chance.choice([Sex.MALE, Sex.FEMALE, None])
        person = enter_person(f"Hoàng Thị {n}", since=BEFORE, sex=sex, posts=posts)
        db.session.flush()
        team = self.cast.teams[chance.choice(["na-pan", "khoi-3"])]
        since = chance.choice([BEFORE, date(2026, 5, 1)])
        role = chance.choice([TeamRole.DEPUTY, TeamRole.MEMBER])
        join_team(person.id, team, role, since=since)
        db.session.flush()
        return person

    def _class(self) -> None:
        day = date(2026, 2, 1) + timedelta(days=self.chance.randint(0, 250))
        topic = self.chance.choice(["M3", "M7", ""])
        held = class_about(self.cast, topic, day, self.chance.randint(1, 4))
        who = [one.id for one in self.people if self.chance.random() < 0.4]
        record_attendances(held, who, by=BY, at=AFTERWARDS)

    def _did(self, who: Person) -> None:
        chance, tung = self.chance, self.cast.actor("tung")
        self.cast.persons["x"] = who.id
        day = date(2026, 3, 1) + timedelta(days=chance.randint(0, 200))
        at = MARCH + timedelta(days=chance.randint(0, 200))
        if chance.random() < 0.35:
            a_mark(self.cast, "x", chance.choice(["m0", "m3"]), at=at)
            if chance.random() < 0.5:
                hour = timedelta(hours=1)
                db.session.add(Assistance(
                    person_id=who.id, helper_id=self.cast.persons["hung"], helper_name="H",
                    started_at=at - hour, ended_at=at + hour,
                ))  # fmt: skip
        if chance.random() < 0.25:
            learnt = cases.Learnt(ClaimSource.PAPER, "x", chance.choice(["", "M3"]), day, 60, "x")
            claim = cases.claim(who, learnt, by=self.cast.actor("hoa"), at=AT)
            db.session.flush()
            cases.decide(claim, granted=True, reason="x", by=tung, at=AT)
        if chance.random() < 0.2:
            asked = cases.Asked(day, None, "x")
            case = cases.ask_dispensation(
                who, the_duty(), DispensationKind.EXEMPTION, asked,
                by=self.cast.actor("hoa"), at=AT,
            )  # fmt: skip
            db.session.flush()
            cases.decide(case, granted=True, reason="x", by=tung, at=AT)
        if chance.random() < 0.2:
            entry = Entry(by=self.cast.actor("hoa"), at=AT, on=date(2026, 9, 1), why="x")
            keeping.mark_absent(who, AbsenceReason.ILL, entry, until=None, evidence="x")


def grounds(cast: Cast) -> Iterator[Ground]:
    for duty in duties.duties(duties.get_year(2026), DAY):
        for unit in ("province", "na-sam"):
            yield ground_of(cast, unit, duty=duty)


@pytest.mark.parametrize("seed", range(2))
def test_what_shares_nobody_adds_up_to_the_whole(app: Flask, cast: Cast, seed: int) -> None:
    RandomRoster(cast, seed)
    for ground in grounds(cast):
        total = coverage_of_all(ground)
        assert total.members > 4
        for lens in PARTS:
            lines = lines_of(lens, ground)
            assert rules.total(line.coverage for line in lines) == total, lens
        modes = lines_of(Lens.MODE, ground)
        parts = [line.coverage for line in modes if Mode(line.asked["mode"]) in EXCLUSIVE]
        assert rules.total(parts) == total


@pytest.mark.parametrize("seed", range(2))
def test_behind_every_number_are_as_many_names(app: Flask, cast: Cast, seed: int) -> None:
    chance, checked = RandomRoster(cast, seed).chance, 0
    for ground in grounds(cast):
        lines = [(one.asked, one.coverage) for lens in LENSES
                 for one in lines_of(lens, ground)]  # fmt: skip
        lines = [({}, coverage_of_all(ground)), *chance.sample(lines, 12)]
        for asked, coverage in lines:
            fields = {name: value for name, value in asked.items() if name != "duty"}
            duty = duties.get_duty(ground.year, DAY, asked.get("duty", ground.duty.code))
            same = replace(ground, group=Group(**fields), duty=duty)
            for figure in chance.sample(COUNTED, 2):
                ids = people_behind(same, figure)
                assert len(ids) == len(set(ids)) == getattr(coverage, figure), (asked, figure)
                checked += len(ids)
    assert checked > 50


@pytest.mark.parametrize("seed", range(1))
def test_behind_what_was_done_are_as_many_deeds(app: Flask, cast: Cast, seed: int) -> None:
    RandomRoster(cast, seed)
    for ground in grounds(cast):
        for line in lines_of(Lens.ROLE, ground):
            same = replace(ground, group=Group(**line.asked))
            for figure in (Figure.ATTENDANCES, Figure.COMPLETIONS, Figure.RECOGNISED):
                assert len(deeds_behind(same, figure)) == getattr(line.coverage, figure), figure
            minutes = sum(one.minutes for one in deeds_behind(same, Figure.HOURS))
            assert minutes == line.coverage.minutes
            helped = deeds_behind(same, Figure.ASSISTED)
            assert len(helped) <= line.coverage.completions


def test_every_figure_counts_people_or_deeds() -> None:
    assert set(PEOPLE) | set(DEEDS) == set(Figure)
    assert not set(PEOPLE) & set(DEEDS)
    everyone = [n for mode in EXCLUSIVE for n in MODES[mode]]
    assert sorted(everyone) == list(SUMS)


def test_ways_of_learning_overlap_and_only_ways_do_not(app: Flask, cast: Cast) -> None:
    a_class(cast, "lan", "an")
    a_mark(cast, "lan")
    found = {line.asked["mode"]: line.coverage.met for line in lines_of(Lens.MODE, ground_of(cast))}
    assert (found["class"], found["online"]) == (2, 1)
    assert (found["only_class"], found["only_online"], found["several"]) == (1, 0, 1)
    early = replace(ground_of(cast), day=date(2026, 2, 28))
    found = {line.asked["mode"]: line.coverage.members for line in lines_of(Lens.MODE, early)}
    assert found["nothing"] == 4  # what came later had not been done by then


def test_a_topic_is_covered_online_in_a_class_or_outside(app: Flask, cast: Cast) -> None:
    a_mark(cast, "lan", "m3")
    held = class_about(cast, "M3", date(2026, 4, 1), 2)
    record_attendances(held, [cast.persons["lan"], cast.persons["an"]], by=BY, at=AFTERWARDS)
    found = {one.asked["topic"]: one.coverage.bound for one in
             lines_of(Lens.TOPIC, ground_of(cast))}  # fmt: skip
    assert (found["M3"], found["M0"]) == (2, 0)


def test_a_year_stands_beside_the_year_before(app: Flask, cast: Cast) -> None:
    operations.open_year(2025, legal_basis="x", by=BY, at=AT)
    a_class(cast, "lan", "an", on=date(2025, 10, 1))
    a_class(cast, "khach", on=date(2025, 12, 20))
    a_class(cast, "lan")
    this, last = year_over_year(ground_of(cast), DAY)
    assert (this.then.met, this.at_close) == (1, None)  # type: ignore[union-attr]
    assert last.day == date(2025, 11, 24)
    assert (last.then.met, last.at_close.met) == (2, 3)  # type: ignore[union-attr]


def test_the_page_shows_every_lens_and_opens_the_names(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan", "khach")
    db.session.commit()
    tung = signed_in("tung")
    for lens in Lens:
        page = tung.get(f"{PAGE}?by={lens}")
    page = tung.get(f"{PAGE}?by=sex")
    assert "Nữ" in page.words
    hrefs = [a.get("href", "") for a in page.all("a")]
    address = next(one for one in hrefs if "sex=female" in one and one.endswith("figure=met"))
    page = tung.get(address)
    assert "Hoàng Thị Lan" in page.words
    assert "Vi Thị Khách" in page.words
    assert "Lộc Văn Ấn" not in page.words
    for wrong in ("by=x", "by=sex&role=x", "by=sex&mode=x", "by=sex&post=x", "by=sex&team=x"):
        tung.get(f"{PAGE}?{wrong}", 404)
    tung.get(f"{PAGE}?by=sex&topic={'x' * 50}", 404)


def test_others_see_only_their_own(signed_in: Callable[[str], Visitor], cast: Cast) -> None:
    hoa = signed_in("hoa")
    assert "Xã Na Sầm" in hoa.get(PAGE).title
    hoa.get(f"{PAGE}?unit={cast.units['province']}", 404)
    assert hoa.client.get(f"{PAGE}.csv?unit={cast.units['dong-kinh']}").status_code == 404
    hung = signed_in("hung")
    assert "Tổ CNSCĐ thôn Nà Pàn" in hung.get(PAGE).title
    assert hung.client.get(f"{PAGE}.csv").status_code == 404


def test_files_hold_the_same_lines_and_are_logged(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    a_class(cast, "lan")
    db.session.commit()
    tung = signed_in("tung")
    found = tung.client.get(f"{PAGE}.json?by=sex").json
    assert found["about"]["by"] == "sex"
    assert sum(row["met"] for row in found["rows"]) == found["total"]["met"] == 1
    body = tung.client.get(f"{PAGE}.xlsx?by=mode").data
    cells = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert any("Đã dự lớp" in row for row in cells)
    for ending in ("csv", "pdf"):
        for lens in Lens:
            assert tung.client.get(f"{PAGE}.{ending}?by={lens}").status_code == 200
    assert tung.client.get(f"{PAGE}.doc").status_code == 404
    logged = db.session.scalars(
        select(AuditEvent.details).where(AuditEvent.action == "breakdown.exported")
    ).all()
    assert {"lens": "mode", "file": "xlsx"} in logged


def test_every_key_of_the_json_is_documented(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    words = (Path(__file__).parents[2] / "docs" / "coverage-json.md").read_text()
    tung = signed_in("tung")
    paths = ["coverage.json", *(f"breakdowns.json?by={lens}" for lens in Lens)]
    for path in paths:
        found = tung.client.get(f"/requirements/2026/{path}").json
        keys = {
            *found,
            *found["about"],
            *found["total"],
            *(k for row in found["rows"] for k in row),
        }
        assert [key for key in keys if f"`{key}`" not in words] == [], path


def test_a_module_passed_on_paper_is_told_as_paper(app: Flask, cast: Cast) -> None:
    a_mark(cast, "an")
    paper = a_paper(cast)
    for by in ("hoa", "minh"):
        key_paper(cast, paper, typed(paper), by)
    found = {one.asked["mode"]: one.coverage.met for one in lines_of(Lens.MODE, ground_of(cast))}
    assert (found["online"], found["only_online"]) == (1, 1)
    assert (found["paper"], found["only_paper"]) == (1, 1)
