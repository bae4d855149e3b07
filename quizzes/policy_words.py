"""The limits of a quiz in plain words, and why somebody may not start now."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core.i18n import moment
from quizzes.rules.policy import Bar, Chance, Extra, Policy


def limit_lines(policy: Policy, extra: Extra) -> list[str]:
    """What a learner should know before a test, a short sentence each."""
    return [*_tries(policy, extra), *_time(policy, extra), *_days(policy)]


def _tries(policy: Policy, extra: Extra) -> list[str]:
    lines = [_("You may try as often as you like.")]
    if policy.most_tries is not None:
        most = policy.most_tries + extra.tries
        lines = [ngettext("%(num)s try a year.", "%(num)s tries a year.", most)]
    if policy.tries_before_wait:
        lines.append(
            _(
                "After every %(tries)s failed tests in a row there is a rest of %(hours)s hours.",
                tries=policy.tries_before_wait,
                hours=policy.wait_hours,
            )
        )
    return lines


def _time(policy: Policy, extra: Extra) -> list[str]:
    if policy.seconds_allowed is None:
        return [_("There is no hurry: nothing counts the time.")] if not policy.closes_at else []
    minutes = (policy.seconds_allowed + 59) // 60 + extra.minutes
    if policy.hard_limit:
        return [
            _(
                "You have %(minutes)s minutes. Then what you saved is handed in by itself.",
                minutes=minutes,
            )
        ]
    return [
        _("You have %(minutes)s minutes. Later answers still count; it is noted that they were "
          "late.", minutes=minutes)
    ]  # fmt: skip


def _days(policy: Policy) -> list[str]:
    lines = []
    if policy.opens_at is not None:
        lines.append(_("Open from %(moment)s.", moment=moment(policy.opens_at)))
    if policy.closes_at is not None:
        lines.append(_("Open until %(moment)s.", moment=moment(policy.closes_at)))
    return lines


def why_not(found: Chance, policy: Policy) -> str:
    """Why a test may not be started now, and what to do meanwhile; nothing when it may."""
    if found.may_start:
        return ""
    if found.bar is Bar.NOT_OPEN:
        return str(
            _(
                "The quiz opens at %(moment)s. You may practise meanwhile.",
                moment=moment(found.again_at),
            )
        )
    if found.bar is Bar.CLOSED:
        return str(
            _(
                "The quiz closed at %(moment)s. Please ask your team leader what to do.",
                moment=moment(policy.closes_at),
            )
        )
    if found.bar is Bar.WAITING:
        return str(
            _(
                "Please take a rest and read the lessons again. You may try again from %(moment)s.",
                moment=moment(found.again_at),
            )
        )
    return str(_("All tries are used up. Ask to be called: somebody can give you another try."))
