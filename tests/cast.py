"""The standing cast: two communes of Lạng Sơn, two teams, and somebody for each role."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID

from argon2 import PasswordHasher

from certificates.operations import certify, found_issuer
from courses.loading import load_module
from courses.manuscript import CATALOGUE
from lms.core.access import Actor
from lms.core.db import db
from lms.org.models import Level, Unit
from lms.org.official import Province, load_province
from lms.org.operations import found_unit
from lms.people.account_models import NoticeSeen
from lms.people.accounts import NOTICE_VERSION
from lms.people.models import Account, Person, Post, Sex, Team, TeamRole
from lms.people.operations.entering import enter_person, found_team, grant_role, join_team
from lms.requirements.operations import open_year

BEFORE = date(2025, 7, 1)
AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
YEAR = 2026
SECRET = "135790"
CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Cast:
    """Ids only, so that tests load rows in their own transaction."""

    secret: str = SECRET
    persons: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    teams: dict[str, UUID] = field(default_factory=dict)
    modules: dict[str, UUID] = field(default_factory=dict)

    def person(self, name: str) -> Person:
        """One of the cast, loaded."""
        return db.session.get_one(Person, self.persons[name])

    def actor(self, name: str) -> Actor:
        """One of the cast as an actor without grants, for operations."""
        return Actor(self.persons[name], self.person(name).full_name)


def enter_cast() -> Cast:
    """Enter everybody through the operations; the caller commits."""
    cast, by = Cast(), Actor(None, "tests")
    province = load_province(by=by, at=AT)
    for code, name in (("06124", "na-sam"), ("05977", "dong-kinh")):
        cast.units[name] = province.new[code].id
    cast.units["province"] = province.unit.id
    _enter_teams(cast, province)
    _enter_staff(cast, by)
    _enter_modules(cast, by)
    open_year(
        YEAR,
        legal_basis="Quyết định số 411/QĐ-TTg ngày 31/3/2022",
        by=by,
        at=AT,
    )
    return cast


def _enter_teams(cast: Cast, province: Province) -> None:
    na_sam = _team(cast, "na-pan", "Thôn", "Nà Pàn", province.new["06124"])
    dong_kinh = _team(cast, "khoi-3", "Khối", "3", province.new["05977"])
    _member(cast, "lan", "Hoàng Thị Lan", na_sam, TeamRole.MEMBER, Sex.FEMALE, "+84912345678")
    _member(cast, "hung", "Nông Văn Hùng", na_sam, TeamRole.LEADER, Sex.MALE, "+84987654321")
    _member(cast, "an", "Lộc Văn Ấn", na_sam, TeamRole.MEMBER, Sex.MALE, "+84912345678")
    _member(cast, "khach", "Vi Thị Khách", dong_kinh, TeamRole.MEMBER, Sex.FEMALE, None)


def _team(cast: Cast, key: str, kind: str, name: str, commune: Unit) -> Team:
    village = found_unit(Level.VILLAGE, kind, name, since=BEFORE, parent=commune)
    team = found_team(f"Tổ CNSCĐ {kind.lower()} {name}", village.id, since=BEFORE)
    db.session.flush()
    cast.teams[key] = team.id
    return team


def _member(
    cast: Cast, key: str, name: str, team: Team, role: TeamRole, sex: Sex, phone: str | None
) -> None:
    posts = (Post.VILLAGE_HEAD,) if role is TeamRole.LEADER else ()
    person = enter_person(name, since=BEFORE, sex=sex, birth_year=1980, phone=phone, posts=posts)
    db.session.flush()
    join_team(person.id, team.id, role, since=BEFORE)
    _account(cast, key, person)


def _enter_staff(cast: Cast, by: Actor) -> None:
    for key, name, role, unit in (
        ("minh", "Nguyễn Quang Minh", "trainer", "province"),
        ("hoa", "Đặng Thị Hoa", "commune", "na-sam"),
        ("tung", "Lương Thanh Tùng", "department", "province"),
        ("quantri", "Quản trị", "administrator", "province"),
    ):
        person = enter_person(name, since=BEFORE)
        db.session.flush()
        grant_role(person.id, role, cast.units[unit], since=BEFORE, by=by, at=AT)
        _account(cast, key, person)


HASH = CHEAP_HASHER.hash(SECRET)


def _account(cast: Cast, key: str, person: Person) -> None:
    """Like open_account, with one hash for all: hashing is slow on purpose."""
    db.session.add(Account(person_id=person.id, username=key, secret_hash=HASH, opened_at=AT))
    db.session.add(NoticeSeen(person_id=person.id, version=NOTICE_VERSION, at=AT))
    cast.persons[key] = person.id


def _enter_modules(cast: Cast, by: Actor) -> None:
    issuer = found_issuer(
        "Ủy ban nhân dân tỉnh Lạng Sơn",
        "Sở Khoa học và Công nghệ",
        place="Lạng Sơn",
        series="GCN-SKHCN",
        signatory="Giám đốc",
    )
    db.session.flush()
    for code in ("m0", "m1", "m3"):
        loaded = load_module(CATALOGUE / code, by=by, at=AT, note="Bản đầu")
        cast.modules[code] = loaded.version.module_id
        certify(loaded.version.module_id, issuer, at=AT)
    db.session.flush()
