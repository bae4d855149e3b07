"""Panels go down: a page of a lower package shows parts that packages above provide.

The result page of a quiz knows nothing of certificates, yet shows the one just earned:
the template asks for the panels of a place, lms/wiring.py says who provides them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from flask import current_app
from markupsafe import Markup

Panels = Mapping[str, Sequence[Callable[..., str]]]


def panels(place: str, subject_id: UUID, **more: str) -> Markup:
    """The HTML of every panel for a place; each provider renders its own template.

    `more` is what a place tells its providers beside the subject, by name.
    """
    providers = current_app.extensions["panels"].get(place, ())
    return Markup("").join(Markup(provider(subject_id, **more)) for provider in providers)  # noqa: S704 - rendered templates
