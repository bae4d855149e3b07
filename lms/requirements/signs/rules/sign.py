"""What a sign is, and where the lines are drawn."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What stands out; in the order the page shows them."""

    ONE_DEVICE = "one-device"
    FAST_ANSWERS = "fast-answers"
    FAST_READING = "fast-reading"
    SAME_ANSWERS = "same-answers"
    LATE_REGISTER = "late-register"
    EARLY_REGISTER = "early-register"
    OWN_REGISTER = "own-register"
    TWO_PLACES = "two-places"
    BEFORE_BEGINNING = "before-beginning"
    CERTIFICATE_DAYS = "certificate-days"
    BEFORE_ROSTER = "before-roster"
    CLAIM_AHEAD = "claim-ahead"


@dataclass(frozen=True)
class Limits:
    """Where the lines are drawn: on the side of the people, since a sign costs them trust.

    - `people`, `window`: an honest module takes 25 to 45 minutes, so one phone handed round serves
      one learner, at most two, in half an hour. Three may have read elsewhere; four is a sign.
    - `seconds_an_item`: on average, from the first answer to the last. A question of the catalogue
      with its options has 45 words, 7 seconds even at 400 words a minute. The average, not the
      median: one long pause then speaks for the person.
    - `items`: fewer answers have too few gaps to speak of a pace.
    - `words_a_minute`: adults read 200 to 250 Vietnamese words a minute; 400 is skimming.
    - `shared`, `wrong`, `near`: right answers are alike because they are right, and one slip alike
      is a common mistake. Two or more of the same wrong options within a day, and not one answer
      apart on six or more questions both were given, is worth asking about.
    - `late`: registers on paper reach the office within weeks; 30 days is beyond the slowest road.
    """

    people: int = 4
    window: timedelta = timedelta(minutes=30)
    seconds_an_item: int = 4
    items: int = 5
    words_a_minute: int = 400
    shared: int = 6
    wrong: int = 2
    near: timedelta = timedelta(hours=24)
    late: timedelta = timedelta(days=30)


LIMITS = Limits()


@dataclass(frozen=True)
class Trace:
    """One piece of evidence: whose, in which row (attempt, enrolment, class …), when."""

    person_id: UUID
    subject_id: UUID
    at: datetime | None = None

    @property
    def place(self) -> tuple[datetime, str, str]:
        """Where it stands among others: by time, then always the same."""
        at = self.at or datetime.min.replace(tzinfo=UTC)
        return at, str(self.person_id), str(self.subject_id)


@dataclass(frozen=True)
class Sign:
    """Something to look at again. `helped` was done with help (help mode) and is no part of it."""

    kind: Kind
    day: date
    traces: tuple[Trace, ...]
    figures: tuple[tuple[str, int | date], ...] = ()
    helped: tuple[Trace, ...] = ()

    @property
    def people(self) -> tuple[UUID, ...]:
        """Whom it is about, each once, in the order of the evidence."""
        return tuple(dict.fromkeys(trace.person_id for trace in self.traces))

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """The rows it rests on, each once."""
        return tuple(dict.fromkeys(trace.subject_id for trace in (*self.traces, *self.helped)))

    @property
    def fingerprint(self) -> str:
        """The same for the same facts, whenever and in whatever order they are counted.

        `kind-` and 32 letters of the SHA-256 over the kind and the sorted ids of the evidence. One
        fact more is another sign: it is looked at anew.
        """
        ids = {str(one) for t in self.traces for one in (t.person_id, t.subject_id)}
        text = "\n".join([self.kind, *sorted(ids)])
        return f"{self.kind}-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def kind_of(fingerprint: str) -> Kind | None:
    """The kind a fingerprint is of; None when it is none of ours."""
    kind = fingerprint.rpartition("-")[0]
    return Kind(kind) if kind in set(Kind) else None


def in_order(traces: list[Trace]) -> tuple[Trace, ...]:
    """Traces as every sign holds them."""
    return tuple(sorted(traces, key=lambda trace: trace.place))
