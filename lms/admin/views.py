"""Pages of the administrator: the audit log, and who may do what."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from lms.admin import queries
from lms.admin.inventory import INVENTORY
from lms.admin.words import ACTIONS
from lms.core.access import requires
from lms.core.keyset import turn_asked
from lms.core.pages import share_words
from lms.people.permissions import PeoplePermission

pages = Blueprint("admin", __name__, url_prefix="/admin")
share_words(pages, action_words=ACTIONS)


@pages.get("/audit-events")
@requires(PeoplePermission.AUDIT_READ)
def audit_events() -> ResponseReturnValue:
    """Who did what, the newest first."""
    return render_template("admin/audit_events.html", page=queries.audit_events(turn_asked()))


@pages.get("/access")
@requires(PeoplePermission.AUDIT_READ)
def access() -> ResponseReturnValue:
    """Roles and permissions, one table."""
    return render_template("admin/access.html", roles=current_app.extensions["roles"])


@pages.get("/data-inventory")
@requires(PeoplePermission.INVENTORY_READ)
def data_inventory() -> ResponseReturnValue:
    """Which personal data is kept, why, who sees it and how long."""
    return render_template("admin/inventory.html", inventory=INVENTORY)
