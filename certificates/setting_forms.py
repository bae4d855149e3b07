"""Forms of what earns a certificate and who issues it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField, ValidationError
from wtforms.validators import NumberRange, Optional

from certificates.issuers import Letterhead
from certificates.models import Signing, Terms, Validity
from certificates.operations import MOST_SIGNATORIES, WINDOW_DAYS, Asked
from certificates.setting_words import AUTOMATIC, SIGNINGS, VALIDITIES, WAITING
from lms.core.forms import AtMost, FileField, Filled, Form, TextField, TicksField, options

SLOTS = range(1, MOST_SIGNATORIES + 1)
GIVEN = ("authority", "post", "name")


class Offered:
    """The field must hold one of its choices; says so in the field's own sentence."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: object, field: Any) -> None:
        if field.data not in {choice.value for choice in field.iter_choices()}:
            raise ValidationError(self.message)


class IssuerForm(Form):
    """An agency as it is printed."""

    superior = TextField(
        _("Agency above it (first line at the upper left; may be left empty)"), [AtMost(120)]
    )
    name = TextField(
        _("Name of the issuer, as printed"),
        [Filled(_("Please type the name of the issuer.")), AtMost(120)],
    )
    place = TextField(
        _("Place of issue (before the day: “Lạng Sơn, ngày …”)"),
        [Filled(_("Please type the place.")), AtMost(60)],
    )
    series = TextField(
        _("Series of its numbers"),
        [Filled(_("Please type the series, such as GCN-SKHCN.")), AtMost(24)],
    )
    signatory = TextField(
        _("Post of who signs where terms name nobody else"),
        [Filled(_("Please type a post, such as Giám đốc.")), AtMost(80)],
    )
    crest = FileField(_("Crest (JPEG, PNG or WebP; best square, on white or see-through)"))
    without_crest = BooleanField(_("Print no crest any more"))

    def letterhead(self) -> Letterhead:
        """As typed."""
        typed = self.data
        return Letterhead(**{name: typed[name] for name in Letterhead.__dataclass_fields__})


class TermsForm(Form):
    """What a certificate asks for and promises. Shape only; sense is judged by the operations."""

    title = TextField(_("Title as printed (empty: the title of the module)"), [AtMost(160)])
    modules = TicksField(_("Modules that must all be passed"), default=())
    class_hours = IntegerField(
        _("Hours of classes in the year (0: none)"),
        [NumberRange(0, 400, _("Please type whole hours from 0 to 400."))],
        default=0,
    )
    class_topic = SelectField(_("Which classes count?"), default="")
    validity = RadioField(
        _("How long does it hold?"), choices=options(VALIDITIES), default=Validity.YEAR.value
    )
    months = IntegerField(
        _("How many months (only for “so many months”)"),
        [Optional(), NumberRange(1, 120, _("Please type whole months from 1 to 120."))],
    )
    window_days = IntegerField(
        _("How many days before its end is it time to learn again?"),
        [NumberRange(0, 365, _("Please type whole days from 0 to 365."))],
        default=WINDOW_DAYS,
    )
    issuer = SelectField(
        _("Who issues it?"), validate_choice=False,
        validators=[Offered(_("Please choose the issuer."))],
    )  # fmt: skip
    signing = RadioField(
        _("Who signs the document?"), choices=options(SIGNINGS), default=Signing.SEAL.value
    )
    design = RadioField(
        _("Design"), default="gallery:classic", validate_choice=False,
        validators=[Offered(_("Please choose a design."))],
    )  # fmt: skip
    automatic = RadioField(_("When is it issued?"), choices=options(AUTOMATIC), default="1")
    waits = RadioField(
        _("If the holder has not confirmed the spelling of their name yet"),
        choices=options(WAITING),
        default="1",
    )

    def asked(self, version_id: UUID) -> Asked:
        """As typed, with the version of the design that was chosen."""
        typed = self.data
        return Asked(
            title=typed["title"] or "",
            module_ids=frozenset(UUID(one) for one in typed["modules"]),
            class_hours=typed["class_hours"],
            class_topic=typed["class_topic"] if typed["class_hours"] else "",
            validity=Validity(typed["validity"]),
            months=typed["months"] if typed["validity"] == Validity.MONTHS else None,
            window_days=typed["window_days"],
            signatories=tuple(self._signatories()),
            signing=Signing(typed["signing"]),
            template_version_id=version_id,
            is_automatic=bool(typed["automatic"]),
            waits_for_name=bool(typed["waits"]),
        )

    def _signatories(self) -> list[dict[str, str]]:
        slots = [{name: self.data[f"{name}_{n}"] or "" for name in GIVEN} for n in SLOTS]
        return [slot for slot in slots if any(slot.values())]

    def slots(self) -> list[list[Any]]:
        """The fields of each signatory."""
        return [[self[f"{name}_{n}"] for name in GIVEN] for n in SLOTS]


for n in SLOTS:  # wtforms finds fields by the names of a class
    setattr(TermsForm, f"authority_{n}", TextField(
        _("Line above the post, if needed (such as KT. GIÁM ĐỐC)"), [AtMost(80)]
    ))  # fmt: skip
    setattr(TermsForm, f"post_{n}", TextField(_("Post"), [AtMost(80)]))
    setattr(TermsForm, f"name_{n}", TextField(_("Full name"), [AtMost(60)]))


class CertificationForm(TermsForm):
    """A new certification with its first terms."""

    code = TextField(
        _("Short code (it stands in the QR code and never changes)"),
        [Filled(_("Please type a code, such as ATTT.")), AtMost(16)],
    )


def typed_from(terms: Terms) -> Mapping[str, Any]:
    """The fields of the form that show terms."""
    names = {
        f"{name}_{n}": one.get(name, "")
        for n, one in zip(SLOTS, terms.signatories, strict=False)
        for name in GIVEN
    }
    return {
        "title": terms.title,
        "modules": [str(one) for one in terms.module_ids],
        "class_hours": terms.class_hours,
        "class_topic": terms.class_topic,
        "validity": terms.validity.value,
        "months": terms.months,
        "window_days": terms.window_days,
        "issuer": str(terms.issuer_id),
        "signing": terms.signing.value,
        "design": str(terms.template_version_id),
        "automatic": "1" if terms.is_automatic else "",
        "waits": "1" if terms.waits_for_name else "",
        **names,
    }
