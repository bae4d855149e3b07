"""Reads a module's folder of plain text files (courses/catalogue/<code>) into a manuscript.

module.toml says what the module is, lessons/NN-*.md are its screens in order, pocket-card.md
its card, quiz.md its items, media/* what they show. Every line of them: docs/module-package.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from courses import item_manuscript
from courses.manuscript_blueprint import check_counts, read_blueprint
from courses.manuscript_facts import Facts
from courses.manuscript_faults import Broken
from courses.manuscript_policy import read_policy
from courses.models import Order, Topic
from courses.operations import Manuscript, Text
from lms.core.markup import files_in
from lms.core.markup_blocks import MEDIA
from lms.core.names import tidy
from quizzes.rules.drawing import Line
from quizzes.rules.policy import Policy
from quizzes.wording import Wording

CATALOGUE = Path(__file__).parent / "catalogue"
FACTS, CARD, QUIZ, LESSONS = "module.toml", "pocket-card.md", "quiz.md", "lessons/"
SCORM = "scorm/"
PLAYS = re.compile(r"# .*\nscorm: scorm/([A-Za-z0-9][A-Za-z0-9._-]{0,79}\.zip) *(?:\n|$)")
FORMAT = 1
LONGEST_TEXT = 20_000  # letters of a lesson or card: what the editor takes
MOST_LESSONS = 99  # an item names the line it tests with two figures for the lesson

Files = Mapping[str, bytes]
"""The files of a module by their names below its folder."""


@dataclass(frozen=True)
class Folder:
    """Everything one module folder says.

    `fixed` are the places of the items every test asks; `media` the files by their names in texts;
    `activities` the SCORM packages by their names, `played` which one a lesson (by its place) is
    done in. A wording names its files by `item_manuscript.medium_id` until they are kept.
    """

    script: Manuscript
    items: Sequence[Wording]
    draw: int
    pass_mark: int
    publish: bool
    policy: Policy
    blueprint: Sequence[Line] = ()
    fixed: Collection[int] = frozenset()
    media: Mapping[str, bytes] = field(default_factory=dict)
    activities: Mapping[str, bytes] = field(default_factory=dict)
    played: Mapping[int, str] = field(default_factory=dict)


def folders(root: Path = CATALOGUE) -> Iterator[Path]:
    """The module folders below a folder, in the order of their names."""
    return (path.parent for path in sorted(root.glob("*/module.toml")))


def read_folder(path: Path) -> Folder:
    """Read one module. Raises Broken that names the file and what is wrong in it."""
    found = {
        file.relative_to(path).as_posix(): file.read_bytes()
        for file in path.rglob("*")
        if file.is_file()
    }
    return read_files(found, path)


def read_files(files: Files, place: Path | None = None) -> Folder:
    """Read the files of one module; `place` is where they lie, for what is said of them."""
    return _Reader(files, place).folder()


@dataclass(frozen=True)
class _Reader:
    files: Files
    place: Path | None

    def folder(self) -> Folder:
        facts = Facts(self._called(FACTS), self._table())
        if facts.whole("format", FORMAT) > FORMAT:
            raise facts.broken(_("this package was made by a newer version"))
        media = self._below(MEDIA)
        quiz = item_manuscript.read_quiz(self._called(QUIZ), self._text(QUIZ), media)
        check_counts(facts, len(quiz))
        return Folder(
            script=self._script(facts, media),
            items=[asked.wording for asked in quiz],
            draw=facts.whole("draw"),
            pass_mark=facts.whole("pass_mark"),
            publish=facts.yes("publish", default=False),
            policy=read_policy(facts.file, facts.table),
            blueprint=read_blueprint(facts),
            fixed=frozenset(n for n, asked in enumerate(quiz) if asked.is_fixed),
            media=media,
            activities=self._below(SCORM),
            played=self._played(),
        )

    def _below(self, folder: str) -> dict[str, bytes]:
        return {
            name.removeprefix(folder): body
            for name, body in self.files.items()
            if name.startswith(folder)
        }

    def _lesson_names(self) -> list[str]:
        found = sorted(
            name for name in self.files if name.startswith(LESSONS) and name.endswith(".md")
        )
        if len(found) > MOST_LESSONS:
            raise Broken(self._called(LESSONS), _("there are too many files in it"))
        return found

    def _played(self) -> dict[int, str]:
        """Which activity a lesson is done in, said by the line below its title."""
        found = {}
        for place, name in enumerate(self._lesson_names()):
            if line := PLAYS.match(self._text(name)):
                if SCORM + line[1] not in self.files:
                    words = _("%(file)s is not in the package", file=SCORM + line[1])
                    raise Broken(self._called(name), words, 2)
                found[place] = line[1]
        return found

    def _table(self) -> dict[str, Any]:
        text = self._text(FACTS)
        try:
            return tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            at = int(line[1]) if line else None
            words = _("this is not written as TOML wants it: %(error)s", error=error)
            raise Broken(self._called(FACTS), words, at) from None

    def _script(self, facts: Facts, media: Collection[str]) -> Manuscript:
        card = self._text(CARD)
        self._check_media(CARD, card, media)
        return Manuscript(
            code=facts.code("code"),
            topic=Topic(facts.word("topic", list(Topic))),
            compulsory=facts.yes("compulsory"),
            language=facts.language("language", "vi"),
            title=facts.title("title"),
            summary=tidy(facts.text("summary")),
            minutes=facts.whole("minutes"),
            competences=facts.texts("competences"),
            objectives=facts.texts("objectives"),
            exercise=facts.text("exercise"),
            points_to_confirm=facts.texts("points_to_confirm", []),
            points_to_review=facts.texts("points_to_review", []),
            sequence=Order(facts.word("sequence", list(Order), Order.FREE)),
            pocket_card=card,
            review_months=facts.whole("review_months"),
            lessons=[self._lesson(name, media) for name in self._lesson_names()],
            source_hash=hash_of(self.files),
        )

    def _lesson(self, name: str, media: Collection[str]) -> Text:
        text = self._text(name)
        first, _newline, body = text.partition("\n")
        if not first.startswith("# ") or not tidy(first[2:]):
            raise Broken(self._called(name), _("the first line must be the title, “# …”"), 1)
        self._check_media(name, text, media)
        if PLAYS.match(text):
            body = body.partition("\n")[2]
        body = body.strip()
        return Text(title=tidy(first[2:]), body=f"{body}\n" if body else "")

    def _check_media(self, name: str, text: str, media: Collection[str]) -> None:
        """Everything a text shows must be there, and it must fit on a screen somehow."""
        if len(text) > LONGEST_TEXT:
            words = _("this text is longer than %(most)s letters", most=LONGEST_TEXT)
            raise Broken(self._called(name), words)
        for shown in files_in(text) if MEDIA in text else ():
            if f"{MEDIA}{shown}" in text and shown not in media:
                at = text[: text.index(f"{MEDIA}{shown}")].count("\n") + 1
                words = _("%(file)s is not in the package", file=f"{MEDIA}{shown}")
                raise Broken(self._called(name), words, at)

    def _text(self, name: str) -> str:
        if name not in self.files:
            raise Broken(self._called(name), _("this file is not there"))
        try:
            text = self.files[name].decode()
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise Broken(self._called(name), _("not UTF-8 text"))
        return text.removeprefix("\ufeff").replace("\r\n", "\n")

    def _called(self, name: str) -> str:
        return str(self.place / name) if self.place else name


def read_items(file: Path) -> list[Wording]:
    """The items of a quiz.md. Raises Broken that names the line."""
    return item_manuscript.read_items(file, file.read_text(encoding="utf-8"))


def hash_of(files: Files) -> str:
    """One figure for everything the files say, to see whether anything changed."""
    total = sha256()
    for name in sorted(files):
        total.update(name.encode())
        total.update(files[name])
    return total.hexdigest()
