"""Files of lessons: kept once, shown to those who learn and those who write, to nobody else."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from courses.authoring.media import keep_medium
from courses.authoring.models import Use
from courses.queries import get_published, lessons_of
from lms.core.db import db
from tests.cast import Cast
from tests.conftest import Visitor
from tests.core.test_small_pictures import photograph
from tests.make import MARCH, an_enrolment


def test_a_picture_of_a_lesson(
    app: Flask, cast: Cast, client: FlaskClient, signed_in: Callable[[str], Visitor]
) -> None:
    enrolment, by = an_enrolment(cast), cast.actor("lan")
    sent = photograph(2000, 1000)
    module_id = enrolment.module_id
    first = keep_medium(module_id, Use.PICTURE, sent, "Nút cài đặt.jpg", by=by, at=MARCH)
    again = keep_medium(module_id, Use.PICTURE, sent, "Nút cài đặt.jpg", by=by, at=MARCH)
    assert first is again
    assert first.name.startswith("nut-cai-dat-")
    assert first.name.endswith(".webp")
    lesson = lessons_of(get_published(module_id).id)[0]
    lesson.body += f"\n\n![Nút cài đặt](media/{first.name})\n"
    db.session.flush()
    lan = signed_in("lan")
    page = lan.get(f"/courses/lessons/{lesson.id}")
    [picture] = [one for one in page.all("img") if one.get("alt") == "Nút cài đặt"]
    assert (picture["width"], picture["height"]) == ("960", "480")
    reply = lan.client.get(picture["src"])
    assert reply.mimetype == "image/webp"
    assert "immutable" in reply.headers["Cache-Control"]
    assert client.get(picture["src"]).status_code != 200
