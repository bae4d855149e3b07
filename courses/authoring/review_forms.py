"""Forms of reviews and of publishing; shape only. The names differ: several stand on one page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, TextAreaField

from lms.core.forms import AtMost, Filled, Form, TextField, options


def _stripped(text: str | None) -> str:
    """Lines of a text as typed, without empty ones around them."""
    return (text or "").strip()


class RequestForm(Form):
    """A word to whoever reviews; may be empty."""

    request_note = TextField(_("A word to whoever reviews (may be empty)"), [AtMost(400)])


class ApprovalForm(Form):
    """A word of whoever approves; may be empty."""

    approval_note = TextField(_("Note (may be empty)"), [AtMost(400)])
    seen = HiddenField()


class ReturnForm(Form):
    """What the author is to mend."""

    return_note = TextAreaField(
        _("What is to be mended?"),
        [Filled(_("Please say what is to be mended.")), AtMost(1000)],
        filters=[_stripped],
    )
    seen = HiddenField()


class PublicationForm(Form):
    """What changed, and whether who completed an older version is asked to read it."""

    change_note = TextField(
        _("What changed? Learners read this."),
        [Filled(_("Please say in a sentence what changed.")), AtMost(400)],
    )
    renewal = RadioField(
        _("Must those who passed this year read it again?"),
        [Filled(_("Please choose one of both."))],
        choices=options(
            {
                "no": _("No: it is better said, but nothing people do has changed"),
                "yes": _(
                    "Yes: something they do has changed. They read the lessons, no second quiz"
                ),
            }
        ),
    )


class WithdrawalForm(Form):
    """Why a version is offered no more."""

    withdrawal_reason = TextField(
        _("Why is it withdrawn?"), [Filled(_("Please give the reason.")), AtMost(400)]
    )


class CommentForm(Form):
    """What is said of a line; `place` is lesson and line, 2:3."""

    comment_id = HiddenField()
    place = HiddenField()
    comment = TextAreaField(
        _("Your comment"),
        [Filled(_("Please write your comment.")), AtMost(1000)],
        filters=[_stripped],
    )


class ConfirmationForm(Form):
    """By what a point is confirmed."""

    point = HiddenField()
    evidence = TextField(
        _("By what do you know? Number of a document, or who said it and when"),
        [Filled(_("Please say by what you know.")), AtMost(400)],
    )


class ContentReviewForm(Form):
    """What was looked at, when content was read again and found right."""

    review_id = HiddenField()
    review_note = TextField(
        _("What did you look at?"), [Filled(_("Please say what you looked at.")), AtMost(400)]
    )
