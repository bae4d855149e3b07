"""What every form on the page of a version does: check, act, show the version again."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from courses.authoring.review_page import version_page
from courses.models import ModuleVersion
from lms.core.errors import Missing, Refused
from lms.core.forms import Form


def done(
    version: ModuleVersion, form: Form, name: str, do: Callable[[], None], anchor: str = ""
) -> ResponseReturnValue:
    """Check the form, do it, show the version again; what goes wrong is said on its page."""
    if not form.validate():
        return version_page(version, **{name: form}), 422
    try:
        do()
    except Refused as refused:
        given = {} if type(form) is Form else {name: form}
        return version_page(version, problem=refused.message, **given), 409
    return to_version(version, anchor)


def to_version(version: ModuleVersion, anchor: str = "") -> ResponseReturnValue:
    """The page of a version, at a place of it."""
    page = url_for("courses.manuscript", version_id=version.id, _anchor=anchor or None)
    return redirect(page, 303)


def sent_id(text: str | None) -> UUID:
    """The id a form page made. Raises Missing."""
    try:
        return UUID(hex=text or "")
    except ValueError:
        raise Missing from None
