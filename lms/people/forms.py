"""The forms about people: signing in, and every change to the roster."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    ValidationError,
)
from wtforms.validators import NumberRange, Optional

from lms.core.clock import today
from lms.core.forms import (
    AtMost,
    DayField,
    FileField,
    Filled,
    Form,
    NotAfter,
    TextField,
    TicksField,
    options,
)
from lms.people.models import TeamRole
from lms.people.rules import phone_of
from lms.people.words import ABSENCES, POSTS, SEXES, TEAM_ROLES

OLDEST, YOUNGEST = 1920, 2015


class SignInForm(Form):
    """A name (username or phone) and a password or PIN."""

    name = TextField(
        _("Username or phone number"),
        [Filled(_("Please type your username or phone number.")), AtMost(80)],
    )
    secret = PasswordField(
        _("Password or PIN"), [Filled(_("Please type your password or PIN.")), AtMost(200)]
    )
    own_phone = BooleanField(_("This is my own phone: keep me signed in"))
    next = HiddenField()
    carried = HiddenField()


class PhoneShape:
    """A Vietnamese phone in any of the ways people type one."""

    def __call__(self, form: object, field: TextField) -> None:
        if field.data and phone_of(field.data) is None:
            raise ValidationError(
                _("This is no phone number of Vietnam. It has 10 digits and begins with 0.")
            )


FROM_WHICH_DAY = _("From which day")


def past_day(label: Any = FROM_WHICH_DAY) -> DayField:
    """The day something holds from: today or before."""
    return DayField(label, [Filled(_("Please choose the day.")), NotAfter(lambda: today())])


class ChangeForm(Form):
    """What every change has: the day it holds from, and why."""

    day = past_day()
    why = TextField(_("Why, or by which decision"), [AtMost(300)])


class RoleForm(ChangeForm):
    """Another role in the team."""

    role = RadioField(
        _("In the team"),
        [Filled(_("Please choose the role."))],
        choices=options(TEAM_ROLES),
    )


class SeatForm(RoleForm):
    """A team and the role in it; the view fills in the teams."""

    team = SelectField(_("Team"), [Filled(_("Please choose the team."))])


class PostsForm(ChangeForm):
    """The posts held."""

    posts = TicksField(_("Posts"), choices=options(POSTS))


class PhoneForm(ChangeForm):
    """The phone, or none."""

    phone = TextField(_("Phone number"), [AtMost(30), PhoneShape()])


class CorrectionForm(ChangeForm):
    """Name, birth year, sex."""

    full_name = TextField(_("Full name"), [Filled(_("Please type the full name.")), AtMost(80)])
    birth_year = IntegerField(
        _("Born in"),
        [Optional(), NumberRange(OLDEST, YOUNGEST, _("Type the year of birth, such as 1975."))],
    )
    sex = RadioField(
        _("Sex"), [Optional()], choices=options({**SEXES, "": _("Not given")}), default=""
    )


class MemberForm(CorrectionForm, RoleForm, PostsForm, PhoneForm):
    """Somebody new in a team."""

    role = RadioField(
        _("In the team"),
        [Filled(_("Please choose the role."))],
        choices=options(TEAM_ROLES),
        default=TeamRole.MEMBER,
    )


class AbsenceForm(ChangeForm):
    """Why somebody cannot be reached, until when, and how we know."""

    reason = RadioField(
        _("Reason"), [Filled(_("Please choose the reason."))], choices=options(ABSENCES)
    )
    until = DayField(_("Until about which day"), [Optional()])
    evidence = TextField(
        _("How do we know"),
        [Filled(_("Please say how we know: who told it, which paper.")), AtMost(300)],
    )


class DepartureForm(ChangeForm):
    """Whether somebody left or died."""

    cause = RadioField(
        _("What happened"),
        [Filled(_("Please choose what happened."))],
        choices=options({"left": _("Left the team"), "died": _("Died")}),
    )


class RuleForm(Form):
    """How teams must be made up from a day on."""

    day = DayField(_("From which day"), [Filled(_("Please choose the day."))])
    least_members = IntegerField(
        _("Fewest members of a team"),
        [
            Filled(_("Please type a number.")),
            NumberRange(1, 50, _("Type a number between 1 and 50.")),
        ],
    )
    leader_posts = TicksField(_("The leader holds one of these posts"), choices=options(POSTS))
    deputy_posts = TicksField(_("A deputy holds one of these posts"), choices=options(POSTS))
    legal_basis = TextField(_("Legal basis"), [Filled(_("Please name the document.")), AtMost(300)])


class CodeForm(Form):
    """A code from a slip, or of a team."""

    code = TextField(_("Code"), [Filled(_("Please type the code on your slip.")), AtMost(40)])


class ChoosePinForm(Form):
    """A new PIN, typed twice."""

    secret = PasswordField(
        _("New PIN of 6 digits"), [Filled(_("Please type a PIN of 6 digits.")), AtMost(200)]
    )
    again = PasswordField(
        _("The same PIN again"), [Filled(_("Please type the same PIN again.")), AtMost(200)]
    )

    def validate_again(self, field: PasswordField) -> None:
        """Both must be the same."""
        if field.data and field.data != self.secret.data:
            raise ValidationError(_("The two PINs are not the same. Type both again."))


class NameAndPinForm(Form):
    """A name from the team's list and the PIN; the view fills in the names."""

    person = RadioField(_("Your name"), [Filled(_("Please pick your name."))], choices=[])
    secret = PasswordField(_("PIN"), [Filled(_("Please type your PIN.")), AtMost(200)])


class NoteForm(Form):
    """A remark of a few words, or none."""

    note = TextField(_("Remark"), [AtMost(300)])


class DecisionForm(Form):
    """Accept a commune's review, or return it with a reason."""

    decision = RadioField(
        _("Decision"),
        [Filled(_("Please choose: accept or return."))],
        choices=options({"accepted": _("Accept"), "returned": _("Return to the commune")}),
    )
    reason = TextField(_("Reason, when it is returned"), [AtMost(300)])

    def validate_reason(self, field: TextField) -> None:
        """A commune must know what to mend."""
        if self.decision.data == "returned" and not field.data:
            raise ValidationError(_("Please say what the commune should mend."))


class ReorganisationForm(Form):
    """A file that says which old unit goes into which new one, from which day and by which law."""

    title = TextField(_("Short title"), [Filled(_("Please type a short title.")), AtMost(200)])
    legal_basis = TextField(_("Legal basis"), [Filled(_("Please name the document.")), AtMost(300)])
    day = DayField(_("From which day"), [Filled(_("Please choose the day."))])


class ReorganisationFileForm(ReorganisationForm):
    """The same with the file itself."""

    file = FileField(_("File (CSV)"), [Filled(_("Please choose the file."))])


class ReorganisationTextForm(ReorganisationForm):
    """The same with what was in the file, carried through the preview."""

    text = HiddenField(validators=[Filled(_("Please choose the file."))])


class VillageForm(Form):
    """The name of a village, and since when."""

    title = TextField(
        _("Name with its kind"),
        [Filled(_("Please type the name, such as: Thôn Nà Pàn.")), AtMost(80)],
    )
    day = past_day()


class PlaceForm(Form):
    """Where a village belongs from a day on; the view fills in the units."""

    unit = SelectField(_("Unit"), [Filled(_("Please choose the unit."))])
    day = past_day()
    legal_basis = TextField(_("Why, or by which decision"), [AtMost(300)])


class RosterFileForm(Form):
    """A roster file, and the day from which its changes hold."""

    file = FileField(_("File"), [Filled(_("Please choose the file."))])
    day = past_day(_("From which day the changes hold"))


class RequestForm(Form):
    """A question or wish about one's own entry."""

    words = TextField(
        _("What should be corrected or explained?"),
        [Filled(_("Please write a few words.")), AtMost(500)],
    )


class AnswerForm(Form):
    """The answer to it."""

    words = TextField(_("Answer"), [Filled(_("Please write a few words.")), AtMost(500)])


class StaffForm(Form):
    """Somebody new of the staff who is on no roster."""

    full_name = TextField(_("Full name"), [Filled(_("Please type the full name.")), AtMost(80)])


class GrantForm(Form):
    """A role for a unit, from a day on; the view fills in the choices."""

    role = SelectField(_("Role"), [Filled(_("Please choose the role."))])
    unit = SelectField(_("Unit"), [Filled(_("Please choose the unit."))])
    day = DayField(_("From which day"), [Filled(_("Please choose the day."))])
    until = DayField(_("Until before which day (or empty)"), [Optional()])


class TeamForm(Form):
    """The name of a new team, and since when."""

    title = TextField(_("Name of the team"), [Filled(_("Please type the name.")), AtMost(120)])
    day = past_day()
