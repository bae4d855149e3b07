"""The document as a picture: of the very PDF that is kept, and only for who may see it."""

import io
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from PIL import Image

from certificates import documents, pictures
from certificates.models import Certificate
from tests.conftest import Visitor


def test_a_member_sees_the_kept_document_as_a_picture(
    app: Flask, signed_in: Callable[[str], Visitor], issued: Callable[..., Certificate]
) -> None:
    lan = issued()
    visitor = signed_in("lan")
    reply = visitor.client.get(f"/certificates/{lan.id}/picture.webp")
    picture = Image.open(io.BytesIO(reply.data))
    assert (picture.format, picture.size) == ("WEBP", (640, 453))
    assert len(picture.convert("L").getcolors() or ()) > 100  # frame, hills, words: no empty page
    tag = reply.headers["ETag"]
    again = visitor.client.get(reply.request.path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    large = visitor.client.get(f"/certificates/{lan.id}/picture.jpg")
    assert Image.open(io.BytesIO(large.data)).size[0] == 1600
    kept = documents.document_of(lan.id)
    assert kept is not None
    folder = Path(app.config["DATA_DIR"]) / "pictures" / kept.sha256[:2]
    assert {path.name for path in folder.iterdir()} >= {
        f"{kept.sha256}-640.webp", f"{kept.sha256}-1600.jpeg",
    }  # fmt: skip
    body = documents.body_of(kept)
    assert pictures.picture_of_pdf(body, 640) == reply.data
    for stranger in ("khach", "tung"):
        signed_in(stranger).get(f"/certificates/{lan.id}/picture.webp", 404)
    staff = signed_in("hoa").client.get(f"/certificates/issued/{lan.id}/picture.webp")
    assert staff.data == reply.data
