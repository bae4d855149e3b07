"""What people found when they looked at a sign. The signs themselves are counted on each read."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.audit import Entered
from lms.core.db import Identified, Model


class Finding(StrEnum):
    """What came of looking at a sign."""

    REASONABLE = "reasonable"
    UNCLEAR = "unclear"


class SignReview(Identified, Entered, Model):
    """That somebody looked at a sign, what they found and why. The highest number holds.

    `fingerprint` names the sign (rules.sign.Sign); `facts` is the sentence that was on the page,
    so that the look still says what it was about when the sign is no longer there.
    """

    __tablename__ = "sign_review"
    __table_args__ = (Index("uq_sign_review_number", "fingerprint", "number", unique=True),)

    is_frozen = True

    year: Mapped[int] = mapped_column(ForeignKey("training_year.year"), index=True)
    fingerprint: Mapped[str]
    number: Mapped[int]
    finding: Mapped[Finding]
    reason: Mapped[str]
    facts: Mapped[str]
