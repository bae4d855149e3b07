"""What people are told of what their phone sent."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from courses.offline.rules import Fate
from quizzes.operations.offline import Taken
from quizzes.policy_words import why_not
from quizzes.standing_queries import QuizStanding


def read(lesson: str) -> str:
    """A lesson read without network arrived."""
    return str(_("The lesson “%(title)s” is noted as understood.", title=lesson))


def unknown() -> str:
    """It belongs to nothing this person learns."""
    return str(
        _("This belongs to a module you do not learn this year, so it does not count. It is kept.")
    )


def taken(done: Taken, module: str, *, had_passed: bool) -> str:
    """A test sat without network was marked."""
    mark = done.attempt.mark
    if mark is None:
        return ""
    score = {"title": module, "score": mark.score, "of": mark.out_of}
    if had_passed:
        told = _(
            "“%(title)s”: %(score)s of %(of)s. You had passed before; that result stays.", **score
        )
    elif mark.passed:
        told = _("“%(title)s”: passed with %(score)s of %(of)s.", **score)
    else:
        told = _("“%(title)s”: %(score)s of %(of)s, not passed yet. You may try again.", **score)
    if done.left_out:
        late = ngettext(
            "%(num)s answer came after the time was over and is not counted.",
            "%(num)s answers came after the time was over and are not counted.",
            done.left_out,
        )
        told = f"{told} {late}"
    return str(told)


def not_counted(fate: Fate, module: str, stands: QuizStanding) -> str:
    """Why a test sat without network does not count, and what to do."""
    if fate is Fate.USED:
        return str(
            _("“%(title)s”: these questions were answered and sent before. That result stays.",
              title=module)
        )  # fmt: skip
    if fate is Fate.WITHDRAWN:
        return str(
            _("“%(title)s” was taken back before you began, so this quiz does not count. Your "
              "answers are kept. Please begin the new version when you have network.", title=module)
        )  # fmt: skip
    if fate is Fate.UNREAD:
        return str(
            _("“%(title)s”: some lessons are not noted as understood, so the quiz does not count "
              "yet. Please read them, then take the quiz again.", title=module)
        )  # fmt: skip
    reason = why_not(stands.chance, stands.policy)
    return str(
        _("“%(title)s”: this quiz does not count, your answers are kept. %(reason)s",
          title=module, reason=reason)
    )  # fmt: skip
