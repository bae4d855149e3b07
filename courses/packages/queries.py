"""Every question about packages: a version as one, those that wait, what one would become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from courses import operations, queries
from courses.authoring.media import name_of
from courses.authoring.queries import media_of
from courses.item_manuscript import medium_id
from courses.manuscript import Folder, read_files
from courses.models import Lesson, ModuleVersion
from courses.operations import Manuscript, Text
from courses.packages.archive import packed, unpacked
from courses.packages.models import ModulePackage
from courses.packages.preparing import item_name
from courses.packages.writing import files_of
from courses.scorm.models import LessonPackage, ScormPackage
from lms.core.access import Actor
from lms.core.db import db
from lms.core.errors import Missing
from lms.core.files import StoredFile, body_of
from lms.core.markup import files_in
from lms.core.names import fold
from quizzes.exchange.verdicts import same_question
from quizzes.exchange_queries import questions_of
from quizzes.models import ItemBank, QuizVersion
from quizzes.queries import drawable, get_quiz_version, items_of_quiz
from quizzes.rules.drawing import Line
from quizzes.wording import Wording


def get_package(actor: Actor, package_id: UUID) -> ModulePackage:
    """A package the actor sent. Raises Missing."""
    found = db.session.get(ModulePackage, package_id)
    if found is None or found.by_id != actor.id:
        raise Missing
    return found


def packages_of(actor: Actor) -> Sequence[ModulePackage]:
    """The packages the actor sent, the newest first."""
    return db.session.scalars(
        select(ModulePackage)
        .where(ModulePackage.by_id == actor.id)
        .order_by(ModulePackage.at.desc())
        .limit(20)
    ).all()


def folder_of(package: ModulePackage) -> Folder:
    """What a package says."""
    files, _others = unpacked(body_of(package.file))
    return read_files(files)


def known_items(folder: Folder) -> int:
    """How many questions of a package stand in the bank of its code already."""
    bank = db.session.scalar(select(ItemBank.id).where(ItemBank.code == folder.script.code))
    known = questions_of(bank) if bank else {}
    return sum(same_question(one.stem) in known for one in folder.items)


def is_unchanged(package: ModulePackage, newest: ModuleVersion) -> bool:
    """Whether a package says just what the newest version of its module says here."""
    here = replace(exported(newest), publish=False)
    return files_of(replace(folder_of(package), publish=False)) == files_of(here)


def package_of(version: ModuleVersion) -> bytes:
    """A version of a module as a package: the same version, the same bytes."""
    return packed(files_of(exported(version)))


def file_name(version: ModuleVersion) -> str:
    """What the package of a version is called."""
    code = "".join(c for c in fold(version.module.code) if c.isalnum() or c in "-_")
    return f"{code or 'module'}-v{version.number}.zip"


def exported(version: ModuleVersion) -> Folder:
    """Everything a version says, as its folder would."""
    lessons = [Text(one.title, one.body) for one in queries.lessons_of(version.id)]
    quiz = _quiz(version)
    items, of_items = _items(quiz)
    played = _played(version)
    fixed = [card.is_fixed for card in drawable(quiz.id)]
    return Folder(
        script=_script(version, lessons),
        items=items,
        draw=quiz.draw,
        pass_mark=quiz.pass_mark,
        publish=version.is_frozen,
        policy=quiz.policy,
        blueprint=[Line(**line) for line in quiz.blueprint],
        fixed=frozenset(place for place, is_fixed in enumerate(fixed) if is_fixed),
        media={**_media(version, lessons), **of_items},
        activities=dict(played.values()),
        played={place: name for place, (name, _body) in played.items()},
    )


def _quiz(version: ModuleVersion) -> QuizVersion:
    """The quiz members meet; of a draft the one it was written with."""
    if version.is_frozen:
        return operations.newest_quiz(version)
    return get_quiz_version(version.quiz_version_id)


def _script(version: ModuleVersion, lessons: Sequence[Text]) -> Manuscript:
    same = {
        name: getattr(version, name)
        for name in Manuscript.__dataclass_fields__
        if name not in {"code", "topic", "compulsory", "lessons"}
    }
    module = version.module
    return Manuscript(
        code=module.code, topic=module.topic, compulsory=module.compulsory, lessons=lessons, **same
    )


def _media(version: ModuleVersion, lessons: Sequence[Text]) -> dict[str, bytes]:
    shown = {name for one in lessons for name in files_in(one.body)}
    shown |= set(files_in(version.pocket_card))
    if not shown:
        return {}
    return {row.name: body_of(row.file) for row in media_of(version.module_id) if row.name in shown}


def _played(version: ModuleVersion) -> dict[int, tuple[str, bytes]]:
    """The activities of lessons by their place from 0: each with its name and its ZIP."""
    rows = db.session.execute(
        select(Lesson.position, ScormPackage)
        .join(LessonPackage, LessonPackage.lesson_id == Lesson.id)
        .join(ScormPackage, ScormPackage.id == LessonPackage.package_id)
        .where(Lesson.version_id == version.id)
        .order_by(Lesson.position)
    )
    places = {one.position: place for place, one in enumerate(queries.lessons_of(version.id))}
    found = {}
    for position, activity in rows:
        body = body_of(activity.file)
        found[places[position]] = (name_of(activity.file_name, body, "zip"), body)
    return found


def _items(quiz: QuizVersion) -> tuple[list[Wording], dict[str, bytes]]:
    """The items of a quiz, their files named by what they are, and these files."""
    wordings = [one.wording for one in items_of_quiz(quiz.id)]
    media = [medium for one in wordings for medium in one.media]
    ids = {medium.file_id for medium in media}
    rows = db.session.scalars(select(StoredFile).where(StoredFile.id.in_(ids))) if ids else ()
    bodies = {row.id: body_of(row) for row in rows}
    names = {one.file_id: item_name(one.use, bodies[one.file_id]) for one in media}
    named = [
        replace(one, media=[replace(m, file_id=medium_id(names[m.file_id])) for m in one.media])
        for one in wordings
    ]
    return named, {name: bodies[file_id] for file_id, name in names.items()}
