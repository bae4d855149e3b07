"""What the public may ask of modules."""

from __future__ import annotations

from sqlalchemy import select

from courses.models import Module, ModuleVersion
from courses.queries import get_published
from lms.core.db import db
from lms.core.errors import Missing


def published_with_code(code: str) -> ModuleVersion:
    """The newest published version of the module with a code, as printed or in small letters."""
    module_id = db.session.scalar(select(Module.id).where(Module.code == code.upper()))
    if module_id is None:
        raise Missing
    return get_published(module_id)
