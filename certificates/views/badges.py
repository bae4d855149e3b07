"""Open Badges: what a member downloads, and what programs that check badges ask for."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, request
from werkzeug.wrappers import Response as AnyResponse

from certificates import documents, queries
from certificates.badges import making
from certificates.models import Certificate
from certificates.permissions import CertificatePermission
from lms.core.access import public, requires
from lms.core.clock import now
from lms.core.limits import limited
from lms.core.signing import is_official
from lms.core.tables import download

pages = Blueprint("badges", __name__)
pages.add_app_template_global(documents.document_of, "document_of")
pages.add_app_template_filter(is_official, "is_official")
SECONDS = 300  # for which a copy may be used without asking again


@pages.get("/certificates/<uuid:certificate_id>/badge.json")
@requires(CertificatePermission.OWN)
def badge_document(certificate_id: UUID) -> Response:
    """The badge as a document with a proof in it."""
    found = queries.get_own(g.actor, certificate_id)
    body = making.as_document(found, is_named=_is_named(), at=now())
    return download(body.encode(), "application/json", _file_name(found, "json"))


@pages.get("/certificates/<uuid:certificate_id>/badge.jwt")
@requires(CertificatePermission.OWN)
def badge_token(certificate_id: UUID) -> Response:
    """The badge as a token."""
    found = queries.get_own(g.actor, certificate_id)
    body = making.as_token(found, is_named=_is_named(), at=now())
    return download(body.encode(), "application/vc+jwt", _file_name(found, "jwt"))


def _is_named() -> bool:
    """Whether the holder wants the name to be readable."""
    return request.args.get("named") == "yes"


def _file_name(certificate: Certificate, ending: str) -> str:
    return f"huy-hieu-{certificate.number:06d}-{certificate.book_year}.{ending}"


@pages.get("/.well-known/did.json")
@public
@limited("public_page")
def identity() -> AnyResponse:
    """Whose keys sign badges (did:web)."""
    return _shared(_text(making.identity()), "application/did+json")


@pages.get("/badges/issuers/<uuid:issuer_id>")
@public
@limited("public_page")
def issuer(issuer_id: UUID) -> AnyResponse:
    """An agency that issues, as a profile."""
    return _shared(_text(making.profile_of(issuer_id)), "application/json")


@pages.get("/badges/achievements/<uuid:terms_id>")
@public
@limited("public_page")
def achievement(terms_id: UUID) -> AnyResponse:
    """What certificates under some terms stand for."""
    return _shared(_text(making.achievement_of(terms_id)), "application/json")


@pages.get("/badges/status/<uuid:issuer_id>/<int:book_year>")
@public
@limited("public_page")
def statuses(issuer_id: UUID, book_year: int) -> AnyResponse:
    """What is revoked in a number book, signed."""
    return _shared(making.statuses(issuer_id, book_year, at=now()), "application/vc+jwt")


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def _shared(text: str, kind: str) -> AnyResponse:
    """For programs on any site: nothing personal is in it, and no cookie is asked for."""
    body = text.encode()
    response = Response(body, content_type=kind)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    return response.make_conditional(request)
