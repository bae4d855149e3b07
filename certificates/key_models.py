"""Public keys of the claims in QR codes, and from when until when each signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Identified, Model


class ClaimKey(Identified, Model):
    """An Ed25519 key; its private half is a file beside the data, never here.

    `withdrawn_at`: no longer believed for what it signed from `bad_since` on (lost or stolen).
    """

    __tablename__ = "claim_key"

    key_id: Mapped[str] = mapped_column(unique=True)
    public: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    bad_since: Mapped[datetime | None]
    note: Mapped[str]
