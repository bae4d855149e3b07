"""The answers of a question of Moodle XML, for each kind of ours. Pure."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Mapping, Sequence
from xml.etree.ElementTree import Element

from quizzes.exchange.media_names import Named, as_html
from quizzes.exchange.moodle_texts import PLUGINFILE
from quizzes.exchange.plain_text import visible
from quizzes.exchange.xml_tree import add
from quizzes.wording import Use, Wording


def write_rich(
    parent: Element, name: str, text: str, files: Sequence[Named] = (), **attributes: str
) -> Element:
    """A text with format, and what it shows below it."""
    made = add(parent, name, **attributes, format="html")
    shown = "".join(f"<p>{_tag(file)}</p>" for file in files)
    add(made, "text", f"<p>{as_html(text)}</p>{shown}" if text or shown else "")
    for file in files:
        body = base64.b64encode(file.attached.body).decode()
        add(made, "file", body, name=file.name, path="/", encoding="base64")
    return made


def _tag(file: Named) -> str:
    source, words = f"{PLUGINFILE}{file.name}", html.escape(file.words)
    if file.attached.use is Use.PICTURE:
        return f'<img src="{source}" alt="{words}">'
    return f'<audio controls="controls" title="{words}"><source src="{source}"></audio>'


def _combined(question: Element) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        write_rich(question, name, "")


def _shuffle(question: Element, wording: Wording) -> None:
    add(question, "shuffleanswers", "0" if wording.keep_order else "1")


def _options(
    question: Element, wording: Wording, files: Sequence[Named], fractions: Sequence[str]
) -> None:
    notes = [*wording.option_explanations, *[""] * len(wording.options)]
    for place, text in enumerate(wording.options):
        here = [file for file in files if file.attached.place == place]
        answer = write_rich(question, "answer", text, here, fraction=fractions[place])
        write_rich(answer, "feedback", notes[place])


def _choice(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    is_single = wording.kind != "multiple_response"
    add(question, "single", "true" if is_single else "false")
    _shuffle(question, wording)
    add(question, "answernumbering", "abc")
    add(question, "showstandardinstruction", "0")
    _combined(question)
    right = [wording.key["option"]] if is_single else wording.key["options"]
    share = f"{100 / len(right):.7f}".rstrip("0").rstrip(".")
    wrong = "0" if is_single else f"-{share}"
    fractions = [share if n in right else wrong for n in range(len(wording.options))]
    _options(question, wording, files, fractions)


def _true_false(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    notes = [*wording.option_explanations, "", ""]
    for place, name in enumerate(("true", "false")):
        fraction = "100" if wording.key["true"] is (name == "true") else "0"
        answer = add(question, "answer", fraction=fraction, format="moodle_auto_format")
        add(answer, "text", name)
        write_rich(answer, "feedback", notes[place])


def _ordering(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    for name, text in (
        *(("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", "0")),
        *(("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"), ("showgrading", "SHOW")),
        ("numberingstyle", "none"),
    ):
        add(question, name, text)
    _combined(question)
    _options(question, wording, files, [f"{n}.0000000" for n in range(1, len(wording.options) + 1)])


def _matching(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    _shuffle(question, wording)
    _combined(question)
    for place, text in enumerate(wording.options):
        here = [file for file in files if file.attached.place == place]
        pair = write_rich(question, "subquestion", text, here)
        add(add(pair, "answer"), "text", visible(wording.choices[wording.key["choices"][place]]))
    for place, text in enumerate(wording.choices):
        if place not in wording.key["choices"]:
            add(add(write_rich(question, "subquestion", ""), "answer"), "text", visible(text))


def _fill_blank(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    _shuffle(question, wording)
    _combined(question)
    for text in wording.choices:
        option = add(question, "selectoption")
        add(option, "text", as_html(text))
        add(option, "group", "1")


def _typed(question: Element, text: str) -> Element:
    answer = add(question, "answer", fraction="100", format="moodle_auto_format")
    add(answer, "text", text)
    return answer


def _number(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    answer = _typed(question, wording.key["value"])
    write_rich(answer, "feedback", "")
    add(answer, "tolerance", wording.key["tolerance"])
    for name, text in (
        *(("unitgradingtype", "0"), ("unitpenalty", "0.1000000")),
        *(("showunits", "3"), ("unitsleft", "0")),
    ):
        add(question, name, text)


def _short_answer(question: Element, wording: Wording, files: Sequence[Named]) -> None:
    add(question, "usecase", "0")
    for text in wording.key["accepted"]:
        write_rich(_typed(question, visible(text).replace("*", r"\*")), "feedback", "")


ANSWERS: Mapping[str, Callable[[Element, Wording, Sequence[Named]], None]] = {
    **dict.fromkeys(("single_choice", "multiple_response", "picture_choice"), _choice),
    "true_false": _true_false,
    "ordering": _ordering,
    "matching": _matching,
    "fill_blank": _fill_blank,
    "number": _number,
    "short_answer": _short_answer,
}
