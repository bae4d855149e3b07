"""Publishes the newest version of a module: `python -m tests.journeys.published_draft CODE`."""

import sys

from courses.operations import publish
from courses.queries import newest_version
from lms.cli import create_app
from lms.core.access import SYSTEM
from lms.core.clock import now
from lms.core.db import transaction

if __name__ == "__main__":
    app = create_app()
    with app.test_request_context(), transaction():
        version = newest_version(sys.argv[1])
        assert version is not None
        publish(version, by=SYSTEM, at=now(), note="Bài tương tác")
