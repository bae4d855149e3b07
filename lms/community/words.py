"""The words people see for what was written and where it stands."""

from __future__ import annotations

from datetime import date

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from lms.community.models import Posting
from lms.community.rules import Personal, PostingKind, PostingState, given_name, shortened

POSTING_KINDS = {
    PostingKind.QUESTION: _("Question"),
    PostingKind.ANSWER: _("Answer"),
    PostingKind.PRACTICE: _("Good practice"),
}
POSTING_STATES = {
    PostingState.WAITING: _("Waits to be looked at"),
    PostingState.RETURNED: _("Sent back to be mended"),
    PostingState.SHOWN: _("Everybody can read it"),
    PostingState.HIDDEN: _("Hidden by an officer"),
    PostingState.WITHDRAWN: _("Taken back by its author"),
}
JUDGEMENTS = {
    PostingState.SHOWN: _("Let everybody read it"),
    PostingState.RETURNED: _("Send it back to be mended"),
    PostingState.HIDDEN: _("Hide it"),
}
WHOLE_LESSON = _("About the whole lesson")
PERSONAL = {
    Personal.PHONE: _(
        "There is a phone number in it. Everybody reads this, so please leave the number out."
    ),
    Personal.IDENTITY: _(
        "There is an identity number in it. It must stay private: please leave the number out."
    ),
}


def author_of(posting: Posting) -> str:
    """Who wrote it, as others may know: the given name and the commune or the part played."""
    name = given_name(posting.by_name)
    if posting.by_trainer:
        return str(gettext("%(name)s, trainer", name=name))
    return f"{name}, {posting.place}" if posting.place else name


def month_of(day: date) -> str:
    """`11/2026`."""
    return f"{day:%m/%Y}"


def address_of(path: str) -> str:
    """The full address of a page, for texts that leave the system."""
    return f"{current_app.config['PUBLIC_URL']}{path}"


def question_chat(title: str, question: Posting, best: Posting | None, path: str) -> str:
    """A question with its best answer as text for a chat group."""
    parts = [title, gettext("Question: %(text)s", text=shortened(question.text))]
    if best is not None:
        parts.append(
            gettext("Answer (%(name)s): %(text)s", name=author_of(best), text=shortened(best.text))
        )
    return "\n\n".join([*parts, gettext("Read more: %(link)s", link=address_of(path))])


def practice_chat(practice: Posting, path: str) -> str:
    """A good practice as text for a chat group."""
    heading = gettext("Good practice: %(title)s (%(name)s)", title=practice.title,
                      name=author_of(practice))  # fmt: skip
    link = gettext("Read more: %(link)s", link=address_of(path))
    return "\n\n".join([heading, shortened(practice.text), link])
