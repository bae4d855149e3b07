"""Shape of the form that sends a package."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, ValidationError

from lms.core.db import new_id
from lms.core.forms import FileField, Form


class PackageForm(Form):
    """A ZIP file; `package_id` is made by the page, so that what is sent twice is one."""

    package_id = HiddenField(default=lambda: new_id().hex)
    file = FileField(_("Package (ZIP file)"))

    def validate_file(self, field: Any) -> None:
        """A file must be there."""
        if not field.data:
            raise ValidationError(_("Please choose a file."))
