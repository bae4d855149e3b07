"""What is taught (module, version, lesson) and who learnt it (enrolment, reading, completion)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Identified, Model
from lms.core.markup import to_numbered_html
from lms.core.markup_blocks import Medium


class Topic(StrEnum):
    """The province's topics; the catalogue is ordered by them."""

    INDUCTION = "induction"
    SAFETY = "safety"
    PUBLIC_SERVICES = "public-services"
    IDENTITY = "identity"
    E_PAYMENT = "e-payment"
    QR = "qr"
    DIGITAL_SHOP = "digital-shop"
    CITIZEN_APP = "citizen-app"
    FIELD_REPORTS = "field-reports"
    ASSISTANT = "assistant"


class Order(StrEnum):
    """In which order a module is learnt."""

    FREE = "free"  # lessons as one likes, then the quiz
    IN_ORDER = "in-order"  # a lesson opens when the one before is read
    TEST_FIRST = "test-first"  # a first test that counts for nothing, then lessons in order


class Module(Identified, Model):
    """A subject through all its versions, known by its code (M7)."""

    __tablename__ = "module"

    code: Mapped[str] = mapped_column(unique=True)
    topic: Mapped[Topic]
    compulsory: Mapped[bool]


class ModuleVersion(Identified, Model):
    """One edition of a module. Frozen once published; learners under way keep theirs.

    Points to confirm forbid publishing until somebody confirmed each by name; points to review are
    looked at when the content is next due.
    """

    __tablename__ = "module_version"
    __table_args__ = (UniqueConstraint("module_id", "number"),)

    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"))
    number: Mapped[int]
    language: Mapped[str]
    title: Mapped[str]
    summary: Mapped[str]
    folded: Mapped[str]
    minutes: Mapped[int]
    competences: Mapped[list[str]] = mapped_column(JSON)
    objectives: Mapped[list[str]] = mapped_column(JSON)
    exercise: Mapped[str]
    points_to_confirm: Mapped[list[str]] = mapped_column(JSON)
    points_to_review: Mapped[list[str]] = mapped_column(JSON, server_default="[]")
    pocket_card: Mapped[str]
    review_months: Mapped[int]
    source_hash: Mapped[str]
    quiz_version_id: Mapped[UUID] = mapped_column(ForeignKey("quiz_version.id"))
    sequence: Mapped[Order] = mapped_column(default=Order.FREE, server_default="free")
    module: Mapped[Module] = relationship(lazy="joined")
    publication: Mapped[Publication | None] = relationship(lazy="joined", back_populates="version")

    @property
    def is_frozen(self) -> bool:
        """Whether it was published."""
        return self.publication is not None


class Publication(Model):
    """That a version was published: by whom, when, and what changed."""

    __tablename__ = "publication"

    is_frozen = True

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"), primary_key=True)
    published_by: Mapped[str]
    published_at: Mapped[datetime]
    change_note: Mapped[str]
    asks_renewal: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[ModuleVersion] = relationship(back_populates="publication")


class Lesson(Identified, Model):
    """One screen of a module version: the text as written.

    `revision` counts how often it was saved: who saves names the one they saw.
    """

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("version_id", "position"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    position: Mapped[int]
    title: Mapped[str]
    body: Mapped[str]
    words: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")

    def numbered_html(self, language: str, media: tuple[Medium, ...] = ()) -> str:
        """The text with an anchor on every line; made on reading, so old lessons have them too."""
        return to_numbered_html(self.body, language, media)


class Enrolment(Identified, Model):
    """That a person learns a module in a year, in the version pinned when they began."""

    __tablename__ = "enrolment"
    __table_args__ = (UniqueConstraint("person_id", "module_id", "year"),)

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    module_id: Mapped[UUID] = mapped_column(ForeignKey("module.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("module_version.id"))
    year: Mapped[int]
    began_at: Mapped[datetime]
    version: Mapped[ModuleVersion] = relationship(lazy="joined")


class LessonReading(Model):
    """That a learner said they had read a lesson. Unique, so a retry is harmless."""

    __tablename__ = "lesson_reading"

    is_frozen = True

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    lesson_id: Mapped[UUID] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    read_at: Mapped[datetime]


class EnrolmentAttempt(Model):
    """Which attempts at the quiz belong to an enrolment."""

    __tablename__ = "enrolment_attempt"

    is_frozen = True

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)


class ModuleCompletion(Model):
    """That an enrolment was completed by passing the quiz. The first pass counts."""

    __tablename__ = "module_completion"

    is_frozen = True

    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    completed_at: Mapped[datetime]
    enrolment: Mapped[Enrolment] = relationship(lazy="joined")
