"""The words people see for items: levels and languages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from lms.core.i18n import LANGUAGES
from quizzes.wording import Level, Use

LEVELS = {
    int(Level.EASY): _("Easy"),
    int(Level.MIDDLE): _("Medium"),
    int(Level.HARD): _("Hard"),
}
USES = {Use.PICTURE: _("Picture"), Use.AUDIO: _("Recording")}
ITEM_LANGUAGES = LANGUAGES
