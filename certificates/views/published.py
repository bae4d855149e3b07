"""What programs and phones fetch: public keys, the status list, findings as JSON. No cookies."""

from __future__ import annotations

import json

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from certificates import checking, published_keys, rules, statuses
from certificates.facts_json import finding_json
from certificates.phone_words import PHONE
from lms.core.access import public
from lms.core.clock import now, today
from lms.core.i18n import LANGUAGES
from lms.core.limits import limited

pages = Blueprint("published", __name__)
HOUR, MINUTES = 3600, 300


@pages.after_request
def open_to_all(response: Response) -> Response:
    """Other sites' programs may read it: nothing here depends on who asks."""
    if response.mimetype != "text/html":
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@pages.get("/.well-known/jwks.json")
@public
def keys() -> ResponseReturnValue:
    """The public keys of the claims in QR codes."""
    return _kept(json.dumps(published_keys.key_set()), HOUR, "application/jwk-set+json")


@pages.get("/verify/statuses.json")
@public
def status_list() -> ResponseReturnValue:
    """What ended, for phones without network."""
    return _kept(json.dumps(statuses.signed_list(now())), MINUTES, "application/json")


@pages.get("/verify/<string:token>.json")
@public
@limited("verify")
def finding(token: str) -> ResponseReturnValue:
    """The facts of the verify page, by token or by short code; `?claim=` of the QR code."""
    if rules.is_well_typed(rules.typed_code(token)):
        found = checking.by_code(token, today())
    else:
        plain, _dot, claim = token.partition(".")
        found = checking.by_address(plain, request.args.get("claim", claim), today())
    return jsonify(finding_json(found, now())), 404 if found.status is rules.Status.UNKNOWN else 200


@pages.get("/verify/phone")
@public
def phone() -> ResponseReturnValue:
    """The page kept on phones: it answers for the others when there is no network."""
    wanted = request.args.get("language", "vi")
    with force_locale(wanted if wanted in LANGUAGES else "vi"):
        page = render_template("certificates/verify_phone.html", words=PHONE)
    response = Response(page)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _kept(body: str, seconds: int, kind: str) -> ResponseReturnValue:
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.add_etag()
    return response.make_conditional(request)
