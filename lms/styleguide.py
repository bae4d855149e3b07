"""The style guide: every component in every state. In development only."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.core.access import public

pages = Blueprint("styleguide", __name__)


@pages.get("/styleguide")
@public
def styleguide() -> ResponseReturnValue:
    """All components on one page."""
    return render_template("styleguide.html")
