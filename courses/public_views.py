"""The public page of a module: behind the QR code of prints, and what a shared link shows."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from courses.preview_picture import preview_of
from courses.public_queries import published_with_code
from courses.queries import lessons_of
from courses.words import TOPICS
from lms.core.access import public
from lms.core.limits import limited
from lms.core.markup import lowered, to_html

pages = Blueprint("public_modules", __name__, url_prefix="/m")
# How the browsers inside chat apps name themselves.
CHAT_APPS = ("Zalo", "FBAN", "FBAV", "FB_IAB", "Messenger", "Instagram", "TikTok", "; wv)")


@pages.get("/<string:code>")
@public
@limited("public_page")
def module(code: str) -> ResponseReturnValue:
    """What a module teaches, its card, and the way in. Nothing about anybody."""
    version = published_with_code(code)
    response = Response(
        render_template(
            "courses/public_module.html",
            version=version,
            card=lowered(to_html(version.pocket_card, version.language)),
            lessons=lessons_of(version.id),
            root=current_app.config["PUBLIC_URL"],
            in_chat_app=any(sign in request.user_agent.string for sign in CHAT_APPS),
        )
    )
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


@pages.get("/<string:code>/preview.png")
@public
@limited("public_page")
def preview(code: str) -> Response:
    """The picture chat apps show beside a shared link."""
    version = published_with_code(code)
    topic = str(TOPICS[version.module.topic])
    response = Response(preview_of(version.title, topic), mimetype="image/png")
    response.headers["Cache-Control"] = "public, max-age=86400"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
