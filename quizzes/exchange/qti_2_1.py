"""QTI 2.1: packages (zip) or single items; all our kinds, with pictures and recordings."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext

from quizzes.exchange import qti_package
from quizzes.exchange.format import Loss, Outgoing, Packed
from quizzes.exchange.qti_names import QTI_2_1
from quizzes.items import KINDS

TITLE = lazy_gettext("QTI 2.1 (package)")
ENDING = ".zip"
MEDIA_TYPE = "application/zip"
CARRIES: dict[str, Sequence[Loss]] = dict.fromkeys(KINDS, ())

read = qti_package.read


def write(items: Sequence[Outgoing]) -> Packed:
    """A package with these items."""
    return qti_package.write(items, QTI_2_1)
