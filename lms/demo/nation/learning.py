"""Modules learnt online in three years: enrolments, lessons read, attempts with every answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from courses.models import Enrolment, EnrolmentAttempt, LessonReading, ModuleCompletion
from lms.core.db import new_id
from lms.demo.nation.papers import Course, Paper
from lms.demo.nation.rosters import Seat
from lms.demo.nation.rows import ids, moment, put
from lms.people.models import TeamRole
from quizzes.models import Attempt, AttemptItem, Mark, Mode, Response, Submission, Way

# Of the people on a roster, in the first, second and third year; leaders are asked for more.
LEARN = (0.03, 0.065, 0.11)
LEADERS_MORE = 2.0
SECOND_MODULE = 0.3
FAILS_FIRST = 0.12
STOPS = 0.08  # begins and never sits the quiz
LIKED = {"M7": 6, "M0": 4, "M4": 3, "M8": 3}  # how often a module is chosen; others 1


@dataclass(slots=True)
class Learnt:
    """Somebody at a module: what they read, and the papers they sat, the last one passed."""

    id: UUID
    person: UUID
    course: Course
    year: int
    began_at: datetime
    lessons: int
    papers: list[tuple[UUID, Paper, bool]]


class LearningMaker:
    """Lets people of a province learn."""

    def __init__(
        self, courses: Mapping[str, Sequence[Course]], today: date, chance: Random
    ) -> None:
        self.courses, self.today, self.chance = courses, today, chance
        self.codes = list(courses)
        self.weights = [LIKED.get(code, 1) for code in self.codes]

    def learn(self, seats: Sequence[Seat], years: Sequence[int]) -> Iterator[Learnt]:
        """Each module once by each person, whatever the year."""
        for seat in seats:
            taken: set[str] = set()
            more = LEADERS_MORE if seat.role is not TeamRole.MEMBER else 1
            for year in years:
                if self.chance.random() < LEARN[year - self.today.year - 1] * more:
                    yield from self._one(seat, year, taken)
                    if self.chance.random() < SECOND_MODULE:
                        yield from self._one(seat, year, taken)

    def _one(self, seat: Seat, year: int, taken: set[str]) -> Iterator[Learnt]:
        day = self._day(year)
        code = self.chance.choices(self.codes, self.weights)[0]
        if code in taken or not seat.on(day) or day >= self.today:
            return
        taken.add(code)
        began_at = moment(day, self.chance.randint(6 * 60, 21 * 60))
        course = _as_published(self.courses[code], began_at)
        if course is None:
            return
        if self.chance.random() < STOPS:
            read = self.chance.randint(1, max(1, len(course.lessons) - 1))
            yield Learnt(new_id(), seat.person, course, year, began_at, read, [])
            return
        papers = [(new_id(), self.chance.choice(course.passed), True)]
        if self.chance.random() < FAILS_FIRST:
            papers.insert(0, (new_id(), self.chance.choice(course.failed), False))
        yield Learnt(new_id(), seat.person, course, year, began_at, len(course.lessons), papers)

    def _day(self, year: int) -> date:
        """More towards the end of the year than at its beginning."""
        share = max(self.chance.random(), self.chance.random() * 0.9)
        return date(year, 1, 8) + timedelta(days=int(share * 350))


def _as_published(versions: Sequence[Course], at: datetime) -> Course | None:
    """The version somebody met who began then."""
    before = [one for one in versions if one.published_at <= at]
    return before[-1] if before else None


def write(found: Sequence[Learnt]) -> int:
    """The rows of what people learnt; how many modules were passed."""
    put(Enrolment, (
        {"id": one.id, "person_id": one.person, "module_id": one.course.module_id,
         "version_id": one.course.version_id, "year": one.year, "began_at": one.began_at}
        for one in found
    ))  # fmt: skip
    put(LessonReading, (
        {"enrolment_id": one.id, "lesson_id": lesson,
         "read_at": one.began_at + timedelta(minutes=4 * number)}
        for one in found for number, lesson in enumerate(one.course.lessons[: one.lessons], 1)
    ))  # fmt: skip
    sat = [(one, n, *paper) for one in found for n, paper in enumerate(one.papers)]
    put(Attempt, (
        {"id": attempt, "quiz_version_id": one.course.quiz_version_id, "person_id": one.person,
         "number": n + 1, "seed": paper.seed, "started_at": _sat_at(one, n),
         "origin": f"/courses/modules/{one.course.module_id}", "mode": Mode.TEST.value,
         "way": Way.ONLINE.value} for one, n, attempt, paper, _ in sat
    ))  # fmt: skip
    put(
        EnrolmentAttempt,
        ({"attempt_id": attempt, "enrolment_id": one.id} for one, _n, attempt, _p, _ in sat),
    )
    put(AttemptItem, (
        {"attempt_id": attempt, "position": position, "item_version_id": item,
         "option_order": order} for _one, _n, attempt, paper, _ in sat
        for position, (item, order, _answer) in enumerate(paper.items, 1)
    ))  # fmt: skip
    fresh = ids()
    put(Response, (row for one, n, attempt, paper, _ in sat
                   for row in _responses(_sat_at(one, n), attempt, paper, fresh)))  # fmt: skip
    put(Submission, (
        {"attempt_id": attempt, "submitted_at": _sat_at(one, n) + TAKES}
        for one, n, attempt, _p, _ in sat
    ))  # fmt: skip
    put(Mark, (
        {"attempt_id": attempt, "marked_at": _sat_at(one, n) + TAKES, "score": paper.score,
         "out_of": paper.out_of, "passed": passed, "credits": paper.credits}
        for one, n, attempt, paper, passed in sat
    ))  # fmt: skip
    done = [(one, n, attempt) for one, n, attempt, _p, passed in sat if passed]
    put(ModuleCompletion, (
        {"enrolment_id": one.id, "attempt_id": attempt, "completed_at": _sat_at(one, n) + TAKES}
        for one, n, attempt in done
    ))  # fmt: skip
    return len(done)


TAKES = timedelta(minutes=8)


def _sat_at(one: Learnt, number: int) -> datetime:
    return one.began_at + timedelta(minutes=45 + 20 * number)


def _responses(
    at: datetime, attempt: UUID, paper: Paper, fresh: Iterator[UUID]
) -> Iterator[dict[str, Any]]:
    for position, (_item, _order, answer) in enumerate(paper.items, 1):
        yield {"id": next(fresh), "attempt_id": attempt, "position": position, "answer": answer,
               "request_id": f"demo-{position}",
               "given_at": at + timedelta(seconds=40 * position)}  # fmt: skip
