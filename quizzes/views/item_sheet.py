"""What the form of an item shows: the fields as they were typed, the files kept, what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from flask import g, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict

from lms.core.clock import now
from lms.core.errors import Refused
from quizzes import bank_queries
from quizzes.authoring_forms import ItemForm
from quizzes.item_media import file_of, token_of
from quizzes.items import KINDS
from quizzes.items.kind import Kind, Posted, parts
from quizzes.models import Item, ItemBank, ItemVersion
from quizzes.operations.media import LARGEST_KB, keep_medium
from quizzes.rules import drafts, warnings
from quizzes.wording import Medium, Use, Wording

SLOT = re.compile(rf"({'|'.join(Use)})-(stem|\d{{1,2}})")


@dataclass
class Sheet:
    """One item being written. `item` is None while it is new."""

    bank: ItemBank
    name: str
    typed: Posted
    form: FlaskForm
    item: Item | None = None
    is_checked: bool = False
    refused: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What the kind of item can do."""
        return KINDS[self.name]

    @property
    def wording(self) -> Wording:
        """The item as far as it is typed."""
        return drafts.wording_of(self.name, self.typed, file_of)

    def problems(self) -> list[str]:
        """What the kind still misses."""
        return self.kind.problems(self.wording)

    def check(self) -> bool:
        """Whether the item can be saved; from now on the page says what is wrong."""
        self.is_checked = True
        return bool(self.form.validate()) and not self.refused and not self.problems()

    def errors_by_field(self) -> list[tuple[str, str]]:
        """(id of the field, message) for the summary on top of the page."""
        found = self.form.errors_by_field() if self.is_checked else []
        found += [("parts", problem) for problem in (self.problems() if self.is_checked else ())]
        return [*found, *self.refused.items()]

    def rows(self, name: str) -> range:
        """The rows of a repeated field: those typed and some to spare."""
        more = self.typed.get("more") == name
        return range(drafts.rows_shown(self.typed, name, more=more))

    def texts(self, name: str) -> list[str]:
        """What was typed in a repeated field, row by row."""
        return self.typed.getlist(name)


def blank(bank: ItemBank, name: str, item_id: str) -> Sheet:
    """An empty form for a new item."""
    typed: Posted = MultiDict([("item_id", item_id), ("kind", name), ("level", "2")])
    return Sheet(bank, name, typed, ItemForm(formdata=typed))


def written(bank: ItemBank, item: Item, version: ItemVersion) -> Sheet:
    """The form of an item as it is written now."""
    typed = drafts.typed_of(version.wording, token_of)
    typed["seen"] = str(version.number)
    return Sheet(bank, version.kind, typed, ItemForm(formdata=typed), item)


def sent(bank: ItemBank, name: str, item: Item | None = None) -> Sheet:
    """The form as it was sent; the files that came with it are kept at once."""
    typed: Posted = MultiDict(request.form.items(multi=True))
    forged = [one for one in typed if one.endswith("-kept") and file_of(typed[one]) is None]
    for field_name in forged:
        typed.poplist(field_name)
    refused = _keep_files(typed)
    return Sheet(bank, name, typed, ItemForm(formdata=typed), item, refused=refused)


def _keep_files(typed: Posted) -> dict[str, str]:
    refused = {}
    for name, file in request.files.items():
        match = SLOT.fullmatch(name)
        if match is None or not file.filename:
            continue
        try:
            kept = keep_medium(file.read(), Use(match[1]), by=g.actor, at=now())
        except Refused as reason:
            refused[name] = reason.message
        else:
            typed[f"{name}-kept"] = token_of(kept.id)
            typed.poplist(f"{name}-away")
    return refused


def media_url(medium: Medium) -> str:
    """The address of a picture or recording for its author."""
    return url_for("writing.medium", token=token_of(medium.file_id))


def preview_of(wording: Wording) -> dict[str, Any]:
    """What the template of a kind needs to show an item as a learner sees it."""
    kind = KINDS[wording.kind]
    order = list(range(parts(kind, wording)))
    return {
        "kind": kind,
        "wording": wording,
        "order": order,
        "chosen": None,
        "media_url": media_url,
        "id_prefix": "shown-",
    }


def page(sheet: Sheet, *, problem: str = "", theirs: str = "") -> str:
    """The form with the preview beside it; `theirs` leads to what somebody else wrote."""
    wording = sheet.wording
    rows = bank_queries.items_of([sheet.bank.id])[sheet.bank.id]
    return render_template(
        "quizzes/writing/form.html",
        **preview_of(wording),
        sheet=sheet,
        form=sheet.form,
        largest=LARGEST_KB,
        known_tags=bank_queries.tags_of(rows),
        missing=sheet.problems(),
        warned=warnings.of_item(wording) if wording.stem else [],
        problem=problem,
        theirs=theirs,
    )
