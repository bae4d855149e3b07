"""One item of QTI → an item of ours, or why not. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from quizzes.exchange import qti_choices, qti_typing
from quizzes.exchange.draft import Draft, Find, Stop, title_of
from quizzes.exchange.extras import MARK, read_json, read_tags
from quizzes.exchange.format import Declined, Loss, Reason, Taken
from quizzes.exchange.plain_text import plain
from quizzes.exchange.qti_item import Item
from quizzes.exchange.qti_names import LANGUAGE
from quizzes.exchange.qti_rules import Marking
from quizzes.exchange.qti_scoring import marking, responses
from quizzes.exchange.qti_text import apart, markup
from quizzes.exchange.xml_tree import child, children, descendants
from quizzes.wording import STEM, Wording

ALONE: Mapping[str, Callable[[Item, Element], dict[str, Any]]] = {
    "choiceInteraction": qti_choices.choice,
    "orderInteraction": qti_choices.order,
    "matchInteraction": qti_choices.match,
    "gapMatchInteraction": qti_choices.gap_match,
    "textEntryInteraction": qti_typing.text_entry,
}
INLINE = "inlineChoiceInteraction"
LINE = "____"  # where one types within a sentence
# What makes an item more than a question and its answer.
MORE = ("templateDeclaration", "assessmentStimulusRef", "companionMaterialsInfo")
OURS = "EXPLANATION"


def read_item(
    number: int, root: Element, find: Find, keywords: Sequence[str] = ()
) -> Taken | Declined:
    """The item a file makes; `keywords` stand beside it in its package."""
    body = child(root, "itemBody")
    name = plain(root.get("title", "") or root.get("identifier", ""))[0]
    title = title_of(name, f"{number}")
    if root.tag != "assessmentItem" or body is None:
        return Declined(number, title, Reason.BROKEN)
    draft = Draft(title)
    item = Item(root, draft, responses(root), marking(root), find)
    others, kept = read_tags(word for word in keywords if not word.startswith(f"{MARK}{{"))
    for word in keywords:
        kept |= read_json(word.removeprefix(MARK)) if word.startswith(f"{MARK}{{") else {}
    try:
        return draft.taken(number, _wording(item, body, others), kept)
    except Stop as stop:
        return Declined(number, title, stop.reason, stop.detail)


def _wording(item: Item, body: Element, tags: Sequence[str]) -> Wording:
    interactions = [one for one in body.iter() if str(one.tag).endswith("Interaction")]
    _refuse(item.root, interactions)
    stem = _stem(item, body, interactions)
    if interactions[0].tag == INLINE:
        found = qti_typing.inline_choices(item, interactions)
    else:
        found = ALONE[str(interactions[0].tag)](item, interactions[0])
    item.draft.lose(Loss.PARTIAL_CREDIT, when=item.marking is Marking.UNKNOWN)
    explanation = _explanation(item, found)
    fields = {"options": [], **found, "tags": list(dict.fromkeys(tags))}
    return Wording(stem=stem, explanation=explanation, language=_language(item.root), **fields)


def _refuse(root: Element, interactions: Sequence[Element]) -> None:
    names = [str(one.tag) for one in interactions]
    more = {str(one.tag) for one in descendants(root, *MORE)}
    if more or root.get("adaptive") == "true":
        raise Stop(Reason.KIND, ", ".join(sorted(more)) or "adaptive")
    if not names:
        raise Stop(Reason.KIND)
    foreign = [name for name in names if name not in ALONE and name != INLINE]
    is_several = len(names) > 1 and set(names) != {INLINE}
    if foreign or is_several:
        raise Stop(Reason.KIND, ", ".join(dict.fromkeys(foreign or names)))


def _stem(item: Item, body: Element, interactions: Sequence[Element]) -> str:
    """What is asked: the text around the interaction and its prompt, gaps marked in it."""
    gaps = iter(range(1, 100))

    def stand(element: Element) -> str | None:
        if element.tag == "textEntryInteraction":
            return LINE
        if element.tag in {INLINE, "gap"}:
            return f"[[{next(gaps)}]]"
        if element.tag in {"gapText", "gapImg"}:
            return ""
        if element.tag in ALONE and element.tag != "gapMatchInteraction":
            return _prompt(element, stand)
        return apart(element)

    text = item.stem(body, STEM, stand)
    return "\n".join(line for line in text.split("\n") if line != LINE)


def _prompt(interaction: Element, stand: Callable[[Element], str | None]) -> str:
    prompts = children(interaction, "prompt")
    return f"<div>{markup(prompts, stand)}</div>" if prompts else ""


def _explanation(item: Item, found: dict[str, Any]) -> str:
    """The one feedback that is not about an option; of several we cannot say which is right."""
    modal = children(item.root, "modalFeedback")
    blocks = list(descendants(item.root, "feedbackBlock"))
    own = [one for one in modal if one.get("outcomeIdentifier") == OURS]
    said = [item.note([one]) for one in own or [*modal, *blocks]]
    texts = list(dict.fromkeys(text for text in said if text))
    item.draft.lose(Loss.EXPLANATION, when=len(texts) > 1)
    return texts[0] if len(texts) == 1 else ""


def _language(root: Element) -> str:
    """The language in two or three letters; ours when none is given."""
    found = (root.get(LANGUAGE) or root.get("lang") or "").partition("-")[0].lower()
    return found if 2 <= len(found) <= 3 and found.isascii() and found.isalpha() else "vi"
