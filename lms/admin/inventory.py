"""Which personal data is kept, why, who sees it, how long: the table a department must have."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _

from lms.people.operations import retention
from quizzes.retention import WORDS_ABOUT_PEOPLE


@dataclass(frozen=True)
class Kept:
    """One kind of personal data; `columns` are the places in the database that hold it."""

    what: object
    why: object
    seen_by: object
    kept_for: object
    columns: tuple[str, ...]


STAYS = _("as long as the register: it proves the yearly figure")
INVENTORY = (
    Kept(
        _("Full name"),
        _("To know who is in a team and who was trained; printed on certificates"),
        _("Their leader, the commune, the department; the public sees initials only"),
        STAYS,
        ("person.full_name", "person.folded", "person.sort_key"),
    ),
    Kept(
        _("Birth year and sex (may be blank)"),
        _("To tell namesakes apart; figures by sex"),
        _("The commune and the department"),
        _("%(num)s years after the last team", num=retention.PARTICULARS_AFTER_LEAVING // 365),
        ("person.birth_year", "person.sex"),
    ),
    Kept(
        _("Phone number (may be blank)"),
        _("To sign in and to be called to a class"),
        _("Masked in lists; each look at the full number is logged"),
        _("%(num)s years after the last team", num=retention.PHONES_AFTER_LEAVING // 365),
        ("contact.phone",),
    ),
    Kept(
        _("E-mail address (may be blank)"),
        _("To be written to; everybody enters their own"),
        _("The person themselves; masked in lists"),
        _("until they take it away"),
        ("mail_address.address",),
    ),
    Kept(
        _("Messages sent or to be told, and whether somebody wants none"),
        _("To know who was told what, and that nobody is written to twice"),
        _("The person, their leader, the commune, the department"),
        _("address and text for %(num)s days", num=retention.MESSAGES),
        ("message.address", "message.body", "reminders_off.since"),
    ),
    Kept(
        _("Team, role in it, posts held, absences"),
        _("To keep the roster and its composition"),
        _("Their leader, the commune, the department"),
        STAYS,
        ("membership.person_id", "post_held.person_id", "absence.evidence", "roster_change.facts"),
    ),
    Kept(
        _("Username and the hash of the PIN or password; second step"),
        _("To sign in"),
        _("Nobody: only the person themselves sees the username"),
        _("as long as the account"),
        ("account.username", "account.secret_hash", "second_factor.secret"),
    ),
    Kept(
        _("Sign-ins: when, on which kind of device"),
        _("To notice misuse and to sign out everywhere"),
        _("The person themselves and the administrator"),
        _("the device for %(num)s days", num=retention.DEVICES),
        ("sign_in.device",),
    ),
    Kept(
        _("Which sign-ins and quizzes came from one device (a keyed hash of a random cookie)"),
        _("To notice results that should be looked at again; sharing a phone is allowed"),
        _("Nobody; auditor and department see who handed in on one device within minutes"),
        _("%(num)s days", num=retention.DEVICES),
        ("sign_in.device_key", "attempt.device_key"),
    ),
    Kept(
        _("What was found when a sign was looked at"),
        _("So that a sign is settled once, and with a reason"),
        _("The auditor and the department"),
        STAYS,
        ("sign_review.reason", "sign_review.facts"),
    ),
    Kept(
        _("Who asked to be called about a quiz and what came of it; more time or tries, and why"),
        _("So that nobody is left alone with a quiz; sums of help given"),
        _("The person, their leader, the trainer, the commune, the department"),
        _("the words for %(num)s days", num=WORDS_ABOUT_PEOPLE),
        ("call_request.person_id", "call_back.note", "accommodation.reason"),
    ),
    Kept(
        _("Help given while learning"),
        _("To count assisted learning apart"),
        _("The person, the commune, the department"),
        STAYS,
        ("assistance.helper_name",),
    ),
    Kept(
        _("Names of people who came to a class without being on its list; photographs of classes"),
        _("To prove who was in the hall, and to match the names later"),
        _("Who keeps the register of the class, the department, the auditor"),
        STAYS,
        ("walk_in.name", "walk_in.note", "class_photo.file_id"),
    ),
    Kept(
        _("Seats kept in classes to come"),
        _("To know who is expected in which hall"),
        _("The person, their leader, who keeps the register of the class"),
        STAYS,
        ("booking.person_id",),
    ),
    Kept(
        _("Files with rosters or lists of classes on their way in"),
        _("To give back the rows that were not taken"),
        _("Only who sent the file"),
        _("%(num)s days", num=retention.REFUSED_ROWS),
        (
            "roster_import.sheets",
            "roster_import.report",
            "list_import.sheets",
            "list_import.report",
        ),
    ),
    Kept(
        _("Printed attendance sheets and photographs of them, with signatures"),
        _("To prove who attended a class"),
        _("Who keeps the register of that class"),
        STAYS,
        ("sheet_page.person_ids", "sheet_photo.file_id", "sheet_keying.rows"),
    ),
    Kept(
        _("Answers keyed from quizzes on paper, as two people read them"),
        _("To prove what was passed on paper, and that two people agreed"),
        _("Who keys papers of that unit; the person sees their result"),
        STAYS,
        ("paper_keying.answers", "paper_confirmation.differences"),
    ),
    Kept(
        _("Questions about one's own data, and the answers"),
        _("The law gives everybody the right to ask"),
        _("The person and who keeps their roster"),
        STAYS,
        ("own_request.words", "own_request.answer"),
    ),
    Kept(
        _("Questions, answers and good practice, their photographs, reports of them"),
        _("So that members learn from each other, and that nothing harmful stays"),
        _("Everybody who learns, by given name and commune; reports only who moderates"),
        STAYS,
        ("posting.by_name", "posting.text", "practice_photo.file_id", "posting_report.words"),
    ),
)
