"""People and what holds of them for a while; accounts and sign-ins."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Dated, Identified, Model, holds_for_a_while

OPEN = text("until IS NULL")


class Sex(StrEnum):
    """As the forms of the office have it; may be blank."""

    MALE = "male"
    FEMALE = "female"


class TeamRole(StrEnum):
    """What somebody is in the team, apart from the post they hold."""

    LEADER = "leader"
    DEPUTY = "deputy"
    MEMBER = "member"


class Post(StrEnum):
    """Posts people of a team hold in the village; one may hold several."""

    VILLAGE_HEAD = "village_head"
    GROUP_HEAD = "group_head"
    DEPUTY_HEAD = "deputy_head"
    PARTY_SECRETARY = "party_secretary"
    YOUTH_SECRETARY = "youth_secretary"
    WOMEN_UNION = "women_union"
    FARMERS_UNION = "farmers_union"
    VETERANS = "veterans"
    FRONT = "front"
    TEACHER = "teacher"
    HEALTH_WORKER = "health_worker"
    SECURITY = "security"


class ChangeKind(StrEnum):
    """What happened to somebody on a roster."""

    ENTERED = "entered"
    MOVED = "moved"
    LEFT = "left"
    DIED = "died"
    RETURNED = "returned"
    ROLE = "role"
    CORRECTED = "corrected"
    PHONE = "phone"
    POSTS = "posts"
    ABSENT = "absent"
    PRESENT = "present"
    MERGED = "merged"
    PARTED = "parted"


class AbsenceReason(StrEnum):
    """Why somebody on a roster cannot be reached for training at present."""

    WORKING_AWAY = "working_away"
    ILL = "ill"
    MATERNITY = "maternity"
    NO_PHONE = "no_phone"
    DECEASED = "deceased"
    MOVED_OUT = "moved_out"


class Person(Identified, Model):
    """Somebody on a roster or with an account. Only what the law and the work need."""

    __tablename__ = "person"
    __table_args__ = (Index("ix_person_sort_key_id", "sort_key", "id"),)  # lists page by name

    full_name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    sex: Mapped[Sex | None]
    birth_year: Mapped[int | None]
    # The person this entry turned out to be; PersonMerge says who found that, and can be undone.
    same_as_id: Mapped[UUID | None] = mapped_column(index=True)


class Contact(Identified, Dated, Model):
    """A phone of a person for a while; spouses may share one, so it is no identity."""

    __tablename__ = "contact"
    __table_args__ = (holds_for_a_while(),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    phone: Mapped[str] = mapped_column(index=True)


class MailAddress(Model):
    """Where somebody wants to be written to; they enter it themselves, nobody must have one."""

    __tablename__ = "mail_address"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    address: Mapped[str]
    since: Mapped[date]


class PostHeld(Identified, Dated, Model):
    """That somebody holds a post for a while."""

    __tablename__ = "post_held"
    __table_args__ = (holds_for_a_while(),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    post: Mapped[Post]


class Team(Identified, Model):
    """A community digital technology team; where it sits is dated."""

    __tablename__ = "team"
    __table_args__ = (Index("ix_team_sort_key_id", "sort_key", "id"),)

    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)
    sort_key: Mapped[str]
    # Typed on a shared phone to see the names of the team; none until slips are printed.
    code: Mapped[str | None] = mapped_column(unique=True, index=True)


class TeamPlacement(Identified, Dated, Model):
    """In which unit (a village) a team sits for a while."""

    __tablename__ = "team_placement"
    __table_args__ = (
        holds_for_a_while(),
        Index(
            "uq_team_placement_open",
            "team_id",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"), index=True)


class Membership(Identified, Dated, Model):
    """That somebody is on a team's roster for a while, in a role. One team at a time."""

    __tablename__ = "membership"
    __table_args__ = (
        holds_for_a_while(),
        Index(
            "uq_membership_open", "person_id", unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        ),
        Index("ix_membership_team_since", "team_id", "since"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    role: Mapped[TeamRole]
    # The first day of their unbroken time on rosters: a new role or team does not begin it anew.
    on_roster_since: Mapped[date]


class RosterChange(Identified, Entered, Model):
    """What happened to somebody on a roster: the day it held from, who entered it, why."""

    __tablename__ = "roster_change"
    __table_args__ = (Index("ix_roster_change_person_day", "person_id", "day"),)

    is_frozen = True

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    kind: Mapped[ChangeKind]
    day: Mapped[date]
    facts: Mapped[str]
    why: Mapped[str]


class Absence(Identified, Dated, Model):
    """That somebody on a roster cannot be reached for a while; they stay counted, and apart."""

    __tablename__ = "absence"
    __table_args__ = (holds_for_a_while(),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    reason: Mapped[AbsenceReason]
    evidence: Mapped[str]


class CompositionRule(Identified, Dated, Model):
    """How a team must be made up for a while, and on which legal basis."""

    __tablename__ = "composition_rule"
    __table_args__ = (holds_for_a_while(),)

    least_members: Mapped[int]
    leader_posts: Mapped[list[str]] = mapped_column(JSON)
    deputy_posts: Mapped[list[str]] = mapped_column(JSON)
    legal_basis: Mapped[str]


class RoleGrant(Identified, Dated, Model):
    """That somebody has a role (lms/roles.py) for everything below a unit, for a while."""

    __tablename__ = "role_grant"
    __table_args__ = (holds_for_a_while(),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[str]
    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))


class Account(Model):
    """How somebody signs in: a username and the Argon2 hash of a password or PIN."""

    __tablename__ = "account"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    secret_hash: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Invitation(Identified, Model):
    """A code on a slip that lets one person choose their PIN, once, for a limited time."""

    __tablename__ = "invitation"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by_name: Mapped[str]


class SignIn(Identified, Model):
    """One sign-in on one device; the cookie holds its token, here is only the hash."""

    __tablename__ = "sign_in"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str]
    device_key: Mapped[str | None]  # lms/people/devices.py; none before devices were told apart


class FailedSignIn(Identified, Model):
    """A wrong try; `key` is a keyed hash of what was typed as the name, never the name."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_key_at", "key", "at"),)

    key: Mapped[str]
    at: Mapped[datetime]


class TeamReview(Identified, Entered, Model):
    """That somebody looked through a team's roster for a year and found it right."""

    __tablename__ = "team_review"
    __table_args__ = (Index("ix_team_review_team_year", "team_id", "year"),)

    is_frozen = True

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"))
    year: Mapped[int]
    members: Mapped[int]
    note: Mapped[str]


class ReviewStage(StrEnum):
    """How far a commune's yearly review is."""

    UNDER_WAY = "under_way"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class ReviewStep(Identified, Entered, Model):
    """That a commune handed its review in, or that the department accepted or returned it."""

    __tablename__ = "review_step"
    __table_args__ = (Index("ix_review_step_unit_year", "unit_id", "year"),)

    is_frozen = True

    unit_id: Mapped[UUID] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int]
    stage: Mapped[ReviewStage]
    reason: Mapped[str]


class PersonMerge(Identified, Entered, Model):
    """That two entries are one person (`undoes_id` empty), or that this was a mistake."""

    __tablename__ = "person_merge"

    is_frozen = True

    merged_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kept_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    undoes_id: Mapped[UUID | None] = mapped_column(ForeignKey("person_merge.id"), unique=True)
    day: Mapped[date]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    why: Mapped[str]


class TwoPeople(Identified, Model):
    """That two entries which look alike are two people, so that nobody is asked again."""

    __tablename__ = "two_people"
    __table_args__ = (Index("uq_two_people_pair", "one_id", "other_id", unique=True),)

    is_frozen = True

    one_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    by_name: Mapped[str]
    at: Mapped[datetime]


class SentFile:
    """Columns of a file of an office on its way in; its cells are blanked once it is applied."""

    file_name: Mapped[str]
    sheets: Mapped[list[Any]] = mapped_column(JSON)
    sheet: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    encoding: Mapped[str]
    tidy_names: Mapped[bool]
    decisions: Mapped[dict[str, str]] = mapped_column(JSON)
    applied_at: Mapped[datetime | None]
    report: Mapped[dict[str, Any]] = mapped_column(JSON)


class RosterImport(Identified, SentFile, Entered, Model):
    """A file of an office on its way into the roster."""

    __tablename__ = "roster_import"

    by_id: Mapped[UUID | None] = mapped_column(index=True)
    fingerprint: Mapped[str]
    day: Mapped[date]
    body_sha256: Mapped[str | None]  # of a long file, kept whole: `sheets` holds its beginning
