"""Whether kept documents are whole, and whether their frozen facts still give the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import select

from certificates import press
from certificates.document_fields import crest_of
from certificates.models import Certificate, CertificateDocument
from certificates.press import Job
from certificates.template_models import TemplateVersion
from lms.core.db import db
from lms.core.errors import Refused
from lms.core.files import body_kept

AT_ONCE = 500


class Kept(StrEnum):
    """What became of a kept document."""

    WHOLE = "whole"  # its bytes are those that were kept
    DAMAGED = "damaged"  # gone, or other bytes
    SAME = "same"  # made again: the same bytes as before the signature
    OTHER_VERSIONS = "other-versions"  # made again with another library or other fonts
    DIFFERENT = "different"  # made again with the same versions, and yet different


def is_whole(document: CertificateDocument) -> bool:
    """Whether its bytes are there and have the digest."""
    try:
        body_kept(document.sha256)
    except Refused:
        return False
    return True


def made_again(certificate: Certificate, document: CertificateDocument) -> Kept:
    """Make the first document of a certificate again from the fields that were frozen with it."""
    design = db.session.get_one(TemplateVersion, certificate.template_version_id)
    fields = {**document.fields, "crest": crest_of(document.fields["crest"])}
    address = fields.pop("qr")
    again = press.unsigned(Job(design.html, design.css, fields, address, reason=""))
    if press.sha256(again.body) == document.unsigned_sha256:
        return Kept.SAME
    same = document.made_with == press.made_with()
    return Kept.DIFFERENT if same else Kept.OTHER_VERSIONS


def looked_at(*, again: bool) -> Iterator[tuple[str, CertificateDocument, Kept]]:
    """Every kept document with its certificate's number and what became of it, in order of time.

    With `again` the documents we made are made once more, a tenth of a second each.
    """
    after = None
    while True:
        query = (
            select(Certificate, CertificateDocument)
            .join(CertificateDocument, CertificateDocument.certificate_id == Certificate.id)
            .order_by(CertificateDocument.id)
            .limit(AT_ONCE)
        )
        if after is not None:
            query = query.where(CertificateDocument.id > after)
        rows = db.session.execute(query).all()
        for certificate, document in rows:
            found = Kept.WHOLE if is_whole(document) else Kept.DAMAGED
            if again and found is Kept.WHOLE and document.step == 1:
                found = made_again(certificate, document)
            yield certificate.number_text, document, found
        if not rows:
            return
        after = rows[-1][1].id
