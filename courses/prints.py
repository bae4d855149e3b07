"""What is printed of a module: pocket cards, the class handout, posters. Markdown → HTML → PDF."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from enum import StrEnum

import nh3
from flask import current_app, render_template, url_for

from courses.authoring.models import ModuleMedium, Use
from courses.authoring.queries import media_of
from courses.models import Lesson, ModuleVersion
from lms.core.clock import local_day
from lms.core.files import body_of
from lms.core.markup import lowered, to_html
from lms.core.markup_blocks import Medium
from lms.core.pdf import page_count, to_pdf
from lms.core.pictures import qr_picture

SIZES = (1, 2, 3, 4)  # of type on a card, largest first; the last is the smallest we let pass
POINTS = 3  # on a poster
# What of a lesson goes on paper; films leave their words behind, recordings only repeat them.
TAGS = {"p", "ol", "ul", "li", "strong", "em", "h1", "h2", "h3", "br", "blockquote", "div",
        "figure", "figcaption", "img"}  # fmt: skip
ATTRIBUTES = {"div": {"class"}, "p": {"class"}, "img": {"src", "alt"}}
RECORDING = re.compile(r"(?ms)^::: audio .*?^:::[ \t]*$")
FOR_SCREENS = re.compile(r"(?s)<summary>.*?</summary>")
KEPT = re.compile(r'src="kept/([\w.-]+)"')


class Print(StrEnum):
    """What may be printed, by the name it has in an address."""

    CARD_A6 = "card-a6"
    CARD_A5 = "card-a5"
    CARDS_A4 = "cards-a4"
    HANDOUT = "handout"
    POSTER_A4 = "poster-a4"
    POSTER_A3 = "poster-a3"


FILE_NAMES = {
    Print.CARD_A6: "the-bo-tui-a6",
    Print.CARD_A5: "the-bo-tui-a5",
    Print.CARDS_A4: "the-bo-tui-de-cat",
    Print.HANDOUT: "tai-lieu-lop",
    Print.POSTER_A4: "ap-phich-a4",
    Print.POSTER_A3: "ap-phich-a3",
}


def file_name(version: ModuleVersion, wanted: Print) -> str:
    """`the-bo-tui-a6-M9.pdf`: what a print is called when it is kept."""
    return f"{FILE_NAMES[wanted]}-{version.module.code}.pdf"


def printed(version: ModuleVersion, lessons: Sequence[Lesson], wanted: Print) -> bytes:
    """A print of a version as PDF, the same bytes each time."""
    if wanted is Print.HANDOUT:
        return _handout(version, lessons)
    if wanted in {Print.POSTER_A4, Print.POSTER_A3}:
        return _poster(version, wanted)
    return _cards(version, wanted)


def public_address(version: ModuleVersion) -> str:
    """Where the QR code of a print leads: the public page of the module."""
    path = url_for("public_modules.module", code=version.module.code)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def points_of(version: ModuleVersion) -> list[str]:
    """The three points of a poster: what the pocket card says to remember, or the objectives."""
    remembered = re.findall(r"(?m)^[-*] +(.+)$", version.pocket_card)
    return (remembered or version.objectives)[:POINTS]


def _cards(version: ModuleVersion, wanted: Print) -> bytes:
    """Cards in the largest type that fits one side; else the smallest, on two sides.

    A sheet to cut has four cards of A6. A card that needs two sides of A6 is put on it as two of
    A5; one too long even for that comes alone. So nothing is ever cut off.
    """
    papers = ("a6", "a5") if wanted is Print.CARDS_A4 else (wanted.value[-2:],)
    sheet = "cut" if wanted is Print.CARDS_A4 else "card"
    for paper in papers:
        if size := _size_of(version, paper):
            return _pdf(_card(version, f"{sheet}-{paper}", size))
    return _pdf(_card(version, f"long-{papers[-1]}", SIZES[-1]))


def _size_of(version: ModuleVersion, paper: str) -> int | None:
    """The largest type with which a card fits one side; None when none does."""
    style = _style()
    fitting = (x for x in SIZES if page_count(_card(version, f"fit-{paper}", x), style) == 1)
    return next(fitting, None)


def _card(version: ModuleVersion, sheet: str, size: int) -> str:
    return _page("documents/pocket_card.html", version, sheet=sheet, size=size)


def _poster(version: ModuleVersion, wanted: Print) -> bytes:
    points = to_html("\n".join(f"- {point}" for point in points_of(version)), version.language)
    sentence = re.split(r"(?<=[.!?]) ", version.summary, maxsplit=1)[0]
    values = {"sheet": wanted.value, "points": points, "sentence": sentence}
    return _pdf(_page("documents/poster.html", version, **values))


def _handout(version: ModuleVersion, lessons: Sequence[Lesson]) -> bytes:
    pictures = {one.name: one for one in media_of(version.module_id) if one.use is Use.PICTURE}
    texts = [(lesson, _on_paper(lesson.body, version.language, pictures)) for lesson in lessons]
    return _pdf(_page("documents/class_handout.html", version, lessons=texts, lowered=lowered))


def _page(template: str, version: ModuleVersion, **values: object) -> str:
    published = version.publication
    address = public_address(version)
    return render_template(
        template,
        version=version,
        card=_on_paper(version.pocket_card, version.language),
        day=local_day(published.published_at) if published else None,
        qr=qr_picture(address),
        address=address.partition("://")[2],
        **values,
    )


def _on_paper(text: str, language: str, pictures: Mapping[str, ModuleMedium] | None = None) -> str:
    """A text as paper shows it, its pictures inside."""
    kept = pictures or {}
    media = [Medium(name, f"kept/{name}", one.file.size) for name, one in kept.items()]
    html = FOR_SCREENS.sub("", to_html(RECORDING.sub("", text), language, media))
    clean = nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES)
    return KEPT.sub(lambda found: f'src="{_data(kept[found[1]])}"', clean)


def _data(picture: ModuleMedium) -> str:
    return f"data:{picture.file.kind};base64,{b64encode(body_of(picture.file)).decode()}"


def _style() -> str:
    return render_template("documents/prints.css")


def _pdf(html: str) -> bytes:
    return to_pdf(html, _style())
