"""What is to be mended in a lesson: words, pictures, recordings, films, weight, language. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext as _

from courses.authoring.rules import language
from courses.authoring.rules.findings import Finding, KeptFile, LessonText, Weight
from courses.rules import FEWEST_WORDS, MOST_WORDS
from lms.core.markup import Block, files_in, named_blocks, pictures_in, text_lines, word_count

MOST_BYTES, MANY_BYTES = 100_000, 70_000  # text and pictures of a lesson (domain.md 6.4, rule 2)
MOST_FILM_BYTES = 20_000_000
RIGHT = re.compile(r"(?:^|\s)\[[xX]\] ")
TELLING = {"audio", "video"}  # blocks with a file or an address


def lesson_findings(
    lesson: LessonText, files: Mapping[str, KeptFile], written_in: str
) -> Iterator[Finding]:
    """Everything to mend or to look at again in one lesson."""
    if not lesson.title.strip():
        yield Finding(Weight.MUST, _("The lesson has no title."))
    yield from _length(word_count(lesson.body), 0 if lesson.is_played else FEWEST_WORDS)
    yield from _pictures(lesson.body, files)
    for block in named_blocks(lesson.body):
        yield from _block(block, files)
    yield from _weight(lesson.body, files)
    if written_in == "vi":
        lines = text_lines(lesson.body)
        yield from _hard_sentences(lines)
        yield from english_findings(lines, numbered=True)


def _length(words: int, fewest: int) -> Iterator[Finding]:
    if fewest and not words:
        yield Finding(Weight.MUST, _("The lesson is empty."))
    elif not fewest <= words <= MOST_WORDS:
        yield Finding(
            Weight.MUST,
            _("The lesson has %(words)s words; a screen takes %(fewest)s to %(most)s.",
              words=words, fewest=fewest, most=MOST_WORDS),
        )  # fmt: skip


def _pictures(body: str, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    for name, words in pictures_in(body):
        if not words:
            yield Finding(
                Weight.MUST,
                _("The picture %(name)s has no words for who cannot see it.", name=name),
            )
        if not _is_kept(name, "picture", files):
            yield Finding(Weight.MUST, _("The picture %(name)s is not there.", name=name))


def _is_kept(name: str, use: str, files: Mapping[str, KeptFile]) -> bool:
    return name in files and files[name].use == use


def _block(block: Block, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    opening = block.opening
    if opening.name == "check" and not RIGHT.search(block.words):
        yield Finding(Weight.MUST, _("A question to try has no right choice: put [x] before it."))
    if opening.name not in TELLING:
        return
    name = opening.file or opening.target
    is_recording = opening.name == "audio"
    elsewhere = not is_recording and opening.target.startswith("https://")
    if not elsewhere and not _is_kept(opening.file, opening.name, files):
        yield Finding(
            Weight.MUST,
            _("The recording %(name)s is not there.", name=name)
            if is_recording
            else _("The film %(name)s is not there.", name=name),
        )
    if not block.words:
        yield Finding(
            Weight.MUST,
            _("The recording %(name)s has no transcript.", name=name)
            if is_recording
            else _("The film %(name)s has no words that say what it shows.", name=name),
        )
    if not elsewhere and opening.file in files and files[opening.file].size > MOST_FILM_BYTES:
        yield Finding(
            Weight.MUST,
            _("The file %(name)s has more than %(most)s MB.",
              name=name, most=MOST_FILM_BYTES // 1_000_000),
        )  # fmt: skip


def lesson_bytes(body: str, files: Mapping[str, KeptFile]) -> int:
    """What a phone loads for a lesson: its text and pictures. Recordings are loaded on demand."""
    shown = [files[name] for name in set(files_in(body)) if name in files]
    return len(body.encode()) + sum(one.size for one in shown if one.use == "picture")


def _weight(body: str, files: Mapping[str, KeptFile]) -> Iterator[Finding]:
    total = lesson_bytes(body, files)
    if total > MANY_BYTES:
        yield Finding(
            Weight.MUST if total > MOST_BYTES else Weight.SHOULD,
            _("Text and pictures weigh %(kb)s KB. A lesson takes %(most)s KB: members pay for it.",
              kb=round(total / 1000), most=MOST_BYTES // 1000),
        )  # fmt: skip


def _hard_sentences(lines: Sequence[str]) -> Iterator[Finding]:
    for one in language.hardest(language.sentences(lines)):
        yield Finding(
            Weight.SHOULD,
            _("A long sentence (%(n)s syllables), hard to read on a phone: “%(words)s”",
              n=one.syllables, words=one.words),
            line=one.line,
        )  # fmt: skip


def english_findings(lines: Sequence[str], *, numbered: bool) -> Iterator[Finding]:
    """English words in some lines that have a Vietnamese one."""
    text = "\n".join(lines)
    for number, line in enumerate(lines, 1):
        for word, instead in language.english_words(line, text):
            yield Finding(
                Weight.SHOULD,
                _("English word “%(word)s”: say “%(instead)s”.", word=word, instead=instead),
                line=number if numbered else 0,
            )
