"""A version goes out as a package and comes back as a draft; what is sent twice is taken once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from courses.authoring.models import ModuleMedium
from courses.loading import load_folder
from courses.manuscript import Folder, read_files
from courses.models import ModuleVersion
from courses.packages import queries
from courses.packages.archive import packed, unpacked
from courses.packages.models import ModulePackage
from courses.packages.retention import STEPS, WAITING
from courses.packages.writing import files_of
from courses.queries import newest_version
from courses.scorm.models import LessonPackage, ScormPackage
from lms.core.audit import AuditEvent
from lms.core.db import db, new_id
from quizzes.models import ItemVersion
from tests.cast import Cast
from tests.conftest import ONE_DATABASE, Visitor
from tests.courses.packages.made import MP3, png
from tests.make import MARCH

SCORM = Path(__file__).parents[1] / "scorm" / "packages"
FORM = "/courses/module-packages/"


def newest(code: str) -> ModuleVersion:
    found = newest_version(code)
    assert found is not None
    return found


def changed(folder: Folder, **script: object) -> Folder:
    return replace(folder, script=replace(folder.script, **script))  # type: ignore[arg-type]


def send(visitor: Visitor, body: bytes, status: int = 303) -> str:
    """Send a package; the address of its page, or the words of the answer."""
    visitor.get(FORM)
    data = {
        "csrf_token": visitor.page.token,
        "package_id": new_id().hex,
        "file": (io.BytesIO(body), "bài.zip"),
    }
    reply = visitor.client.post(FORM, data=data, headers={"Origin": "http://localhost"})
    assert reply.status_code == status
    return reply.location or reply.get_data(as_text=True)


def with_media() -> Folder:
    """A module nobody has here, with pictures and a recording in texts and items."""
    files = files_of(queries.exported(newest("M0")))
    name = next(name for name in files if name.startswith("lessons/01"))
    shown = b'\n![hoa](media/hoa.png "Hoa")\n\n::: audio media/loi.mp3 tyz\nHoa.\n:::\n'
    quiz = files["quiz.md"].replace(
        b"   - A. ", "   - Ảnh: media/b.png // hoa\n   - A. ".encode(), 1
    )
    media = {"media/hoa.png": png(1), "media/b.png": png(2), "media/loi.mp3": MP3}
    facts = files["module.toml"].replace(b'"M0"', b'"X1"')
    extra = {name: files[name] + shown, "quiz.md": quiz, "module.toml": facts}
    played = next(name for name in files if name.startswith("lessons/02"))
    extra[played] = files[played].replace(b"\n", b"\nscorm: scorm/tin.zip\n", 1)
    extra["scorm/tin.zip"] = (SCORM / "tin-nhan-la-1.2.zip").read_bytes()
    return read_files({**files, **media, **extra})


def test_out_and_in_again_is_the_same_module(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh, first = signed_in("minh"), newest("M0")
    reply = minh.client.get(f"/courses/manuscripts/{first.id}/package")
    assert reply.headers["Content-Disposition"] == 'attachment; filename="m0-v1.zip"'
    assert reply.data == queries.package_of(first)
    assert "Không có gì khác bản 1" in minh.get(send(minh, reply.data)).words
    other = changed(read_files(unpacked(reply.data)[0]), title="Nhập môn, viết lại")
    address = send(minh, packed(files_of(other)))
    page = minh.get(address)
    assert "sẽ thành bản 2 của M0" in page.words
    assert "Đã có trong kho: 10, mới: 0." in page.words
    before = db.session.scalar(select(func.count(ItemVersion.id)))
    minh.press("Nhận làm bản thảo")
    draft = newest("M0")
    assert (draft.number, draft.title, draft.is_frozen) == (2, "Nhập môn, viết lại", False)
    assert db.session.scalar(select(func.count(ItemVersion.id))) == before  # the same items
    minh.client.post(
        f"{address}/draft",
        data={"csrf_token": minh.page.token},
        headers={"Origin": "http://localhost"},
    )
    assert newest("M0").number == 2
    assert "bản 2" in minh.get(address).words
    done = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert [one for one in done if one.startswith("module.")][-2:] == [
        "module.exported", "module.imported",
    ]  # fmt: skip
    tung = signed_in("tung")  # may review, but not see the right answers
    assert tung.client.get(f"/courses/manuscripts/{first.id}/package").status_code == 404
    tung.get(address, 404)


def test_media_travel_and_every_system_writes_the_same_bytes(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh = signed_in("minh")
    page = minh.get(send(minh, packed(files_of(with_media()))))
    assert "sẽ thành một học phần mới" in page.words
    assert "hoa.png" in page.words  # made smaller
    assert "tin-" in page.words
    minh.press("Nhận làm bản thảo")
    version = newest("X1")
    assert minh.get(f"/courses/manuscripts/{version.id}").html.count("<img") == 1
    uses = db.session.scalars(select(ModuleMedium.use)).all()
    assert sorted(uses) == ["audio", "picture"]
    assert db.session.scalar(select(func.count()).select_from(LessonPackage)) == 1
    body = queries.package_of(version)
    folder = read_files(unpacked(body)[0])
    elsewhere = changed(folder, code="Y1")
    taken = load_folder(elsewhere, by=cast.actor("minh"), at=MARCH, note="x").version
    back = changed(queries.exported(taken), code="X1", source_hash="")
    assert files_of(replace(back, publish=False)) == files_of(folder)
    assert db.session.scalar(select(func.count()).select_from(ScormPackage)) == 1
    assert "Không có gì khác bản 1" in minh.get(send(minh, body)).words


@ONE_DATABASE
def test_what_is_wrong_is_said_in_the_readers_words(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh = signed_in("minh")
    files = files_of(queries.exported(newest("M0")))
    words = send(minh, packed(files | {"quiz.md": b"1. **?**\n- x\n"}), 422)
    assert "Tệp quiz.md, dòng 2:" in words
    assert "không phải câu hỏi" in words
    assert "Tệp ZIP:" in send(minh, b"PK\x03\x04", 422)


def test_packages_never_taken_go_after_a_while(
    signed_in: Callable[[str], Visitor], cast: Cast
) -> None:
    minh = signed_in("minh")
    send(minh, queries.package_of(newest("M1")))
    at = db.session.scalars(select(ModulePackage.at)).one()
    drop = STEPS["module_packages"]
    assert db.session.execute(drop(at + timedelta(days=WAITING - 1))).rowcount == 0
    assert db.session.execute(drop(at + timedelta(days=WAITING + 1))).rowcount == 1


def test_the_command_line_gives_and_takes_packages(app: Flask, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "m0.zip"
    run = app.test_cli_runner().invoke
    assert "version 1 written" in run(args=["modules", "export", "M0", str(file)]).output
    assert file.read_bytes() == queries.package_of(newest("M0"))
    assert "there is no module" in run(args=["modules", "export", "M99", str(file)]).output
