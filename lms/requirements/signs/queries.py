"""Every question about signs: which there are, who stands behind them, what people found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select

from certificates.models import Certificate
from courses.models import Enrolment, ModuleVersion
from lms.core.db import chunks, db
from lms.core.errors import Missing
from lms.people.models import Membership, Person, SignIn, Team, TeamPlacement
from lms.people.queries import within_reach
from lms.requirements.evidence import PERSON
from lms.requirements.models import Claim
from lms.requirements.permissions import CoveragePermission
from lms.requirements.signs.evidence import answers, attempts, modules, papers, registers
from lms.requirements.signs.evidence.field import Field
from lms.requirements.signs.models import Finding, SignReview
from lms.requirements.signs.rules import dates, devices, pace
from lms.requirements.signs.rules.answers import same_answers
from lms.requirements.signs.rules.sign import Kind, Sign, kind_of
from lms.training.models import TrainingClass
from quizzes.models import Attempt, Quiz, QuizVersion


class Show(StrEnum):
    """Which signs a list holds."""

    OPEN = "open"
    UNCLEAR = "unclear"
    REASONABLE = "reasonable"
    ALL = "all"


@dataclass(frozen=True)
class SignRow:
    """A sign with what people found when they looked at it, the newest first."""

    sign: Sign
    reviews: Sequence[SignReview]

    @property
    def finding(self) -> Finding | None:
        """What holds of it; None as long as nobody has looked."""
        return self.reviews[0].finding if self.reviews else None

    @property
    def show(self) -> Show:
        """In which list it stands."""
        return Show(self.finding.value) if self.finding else Show.OPEN


@dataclass(frozen=True)
class Who:
    """Somebody a sign is about: the name, the last team of the year, whether a page tells more."""

    name: str
    team: str
    has_page: bool


def _modules(field: Field) -> list[Sign]:
    rows = modules.learnt(field)
    return pace.read_fast(rows) + dates.before_beginning(rows)


def _registers(field: Field) -> list[Sign]:
    rows = registers.registers(field)
    return dates.entered_early(rows) + dates.entered_late(rows)


def _own_registers(field: Field) -> list[Sign]:
    return [dates.own_register(*row) for row in registers.own_registers(field)]


def _two_places(field: Field) -> list[Sign]:
    return [dates.in_two_places(*row) for row in registers.two_places(field)]


# Who counts which kinds; what is asked of the database for one page is asked once.
COUNTED: Sequence[tuple[frozenset[Kind], Callable[[Field], list[Sign]]]] = (
    (
        frozenset({Kind.ONE_DEVICE}),
        lambda field: devices.from_one_device(attempts.handed_in(field)),
    ),
    (frozenset({Kind.FAST_ANSWERS}), lambda field: pace.answered_fast(attempts.answered(field))),
    (frozenset({Kind.FAST_READING, Kind.BEFORE_BEGINNING}), _modules),
    (frozenset({Kind.SAME_ANSWERS}), lambda field: same_answers(answers.sheets(field))),
    (frozenset({Kind.LATE_REGISTER, Kind.EARLY_REGISTER}), _registers),
    (frozenset({Kind.OWN_REGISTER}), _own_registers),
    (frozenset({Kind.TWO_PLACES}), _two_places),
    (
        frozenset({Kind.CERTIFICATE_DAYS}),
        lambda field: dates.certificate_days(papers.issued(field)),
    ),
    (frozenset({Kind.BEFORE_ROSTER}), lambda field: dates.before_roster(papers.met(field))),
    (frozenset({Kind.CLAIM_AHEAD}), lambda field: dates.claimed_ahead(papers.claimed(field))),
)
ORDER = {kind: place for place, kind in enumerate(Kind)}


def signs(field: Field, kinds: Collection[Kind] = frozenset(Kind)) -> list[SignRow]:
    """The signs of a year within reach: by kind, the newest first."""
    found = [
        sign
        for counted, count in COUNTED
        if counted & set(kinds)
        for sign in count(field)
        if sign.kind in kinds
    ]
    found.sort(key=lambda one: (ORDER[one.kind], -one.day.toordinal(), one.fingerprint))
    reviews = _reviews(SignReview.year == field.year.year)
    return [SignRow(sign, reviews.get(sign.fingerprint, ())) for sign in found]


def get_sign(field: Field, fingerprint: str) -> SignRow:
    """One sign, counted anew. Raises Missing when it is not there, or no longer."""
    kind = kind_of(fingerprint)
    for row in signs(field, {kind} if kind else ()):
        if row.sign.fingerprint == fingerprint:
            return row
    raise Missing


def _reviews(condition: ColumnElement[bool]) -> dict[str, list[SignReview]]:
    """Fingerprint → its reviews, the newest first."""
    found: dict[str, list[SignReview]] = {}
    query = select(SignReview).where(condition).order_by(SignReview.number.desc())
    for row in db.session.scalars(query):
        found.setdefault(row.fingerprint, []).append(row)
    return found


def latest_review(fingerprint: str) -> SignReview | None:
    """What holds of a sign; None as long as nobody has looked."""
    rows = _reviews(SignReview.fingerprint == fingerprint).get(fingerprint)
    return rows[0] if rows else None


def people_of(field: Field, rows: Iterable[Sign]) -> dict[UUID, Who]:
    """Everybody the signs are about, those who were helped beside it too."""
    ids = list({trace.person_id for sign in rows for trace in (*sign.traces, *sign.helped)})
    found: dict[UUID, Who] = {}
    for some in chunks(ids):
        seats = db.session.execute(
            select(Person.id, Person.full_name, Team.name, Membership.id.in_(_open_to(field)))
            .outerjoin(
                Membership,
                (Membership.person_id == Person.id) & (Membership.since <= field.year.closes),
            )
            .outerjoin(Team, Team.id == Membership.team_id)
            .where(Person.id.in_(some))
            .order_by(Membership.since)
        )
        found.update((row[0], Who(row[1], row[2] or "", bool(row[3]))) for row in seats)
    return found


def _open_to(field: Field) -> Select[UUID]:
    """The seats of today whose people have a page the actor may open."""
    return (
        select(Membership.id)
        .join(TeamPlacement, TeamPlacement.team_id == Membership.team_id)
        .where(
            Membership.on(field.day),
            TeamPlacement.on(field.day),
            within_reach(field.actor, CoveragePermission.READ, field.day),
        )
    )


def titles_of(sign: Sign) -> dict[UUID, str]:
    """What each row of the evidence is called; nothing for rows that have no name."""
    query = _TITLES.get(sign.kind)
    if query is None:
        return {}
    column = query.selected_columns[0]
    return {
        row[0]: row[1]
        for some in chunks(sign.subjects)
        for row in db.session.execute(query.where(column.in_(some)))
    }


_QUIZ = (
    select(Attempt.id, Quiz.title)
    .join(QuizVersion, QuizVersion.id == Attempt.quiz_version_id)
    .join(Quiz, Quiz.id == QuizVersion.quiz_id)
)
_MODULE = select(Enrolment.id, ModuleVersion.title).join(
    ModuleVersion, ModuleVersion.id == Enrolment.version_id
)
_CLASS = select(TrainingClass.id, TrainingClass.title)
_TITLES: Mapping[Kind, Select[UUID, str]] = {
    Kind.ONE_DEVICE: _QUIZ,
    Kind.FAST_ANSWERS: _QUIZ,
    Kind.SAME_ANSWERS: _QUIZ,
    Kind.FAST_READING: _MODULE,
    Kind.BEFORE_BEGINNING: _MODULE,
    Kind.LATE_REGISTER: _CLASS,
    Kind.EARLY_REGISTER: _CLASS,
    Kind.OWN_REGISTER: _CLASS,
    Kind.TWO_PLACES: _CLASS,
    Kind.CERTIFICATE_DAYS: select(Certificate.id, Certificate.programme),
    Kind.CLAIM_AHEAD: select(Claim.id, Claim.title),
}


def sharers(sign: Sign) -> int:
    """How many people ever signed in on the device of a sign: a team's shared phone has many."""
    keys = select(Attempt.device_key).where(Attempt.id.in_(sign.subjects))
    query = (
        select(func.count(func.distinct(PERSON)))
        .select_from(SignIn)
        .join(Person, Person.id == SignIn.person_id)
        .where(SignIn.device_key.in_(keys))
    )
    return db.session.scalar(query) or 0
