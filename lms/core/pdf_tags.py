"""Tags a form field of a PDF, so that it is read aloud: PDF/UA-1 wants each within a Form tag."""

from __future__ import annotations

from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    pdf_name,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def tag_field(writer: IncrementalPdfFileWriter, page: IndirectObject) -> None:
    """Put the newest annotation of a page into the tree of a tagged PDF (ISO 14289-1, 7.18.4).

    The element names the annotation (OBJR), and the annotation finds the element by its number in
    the parent tree. A PDF that is not tagged stays as it is.
    """
    if "/StructTreeRoot" not in writer.root:
        return
    root, tree = writer.root.raw_get("/StructTreeRoot"), writer.root["/StructTreeRoot"]
    annotations = page.get_object()["/Annots"]
    widget = annotations.raw_get(len(annotations) - 1)
    number = _next_number(tree)
    widget.get_object()[pdf_name("/StructParent")] = NumberObject(number)
    writer.update_container(widget.get_object())
    form = writer.add_object(_form(root, widget, page))
    _enter(writer, tree, number, form)


def _form(parent: Any, widget: IndirectObject, page: IndirectObject) -> DictionaryObject:
    named = {"/Type": pdf_name("/OBJR"), "/Obj": widget, "/Pg": page}
    return _dictionary(
        {
            "/Type": pdf_name("/StructElem"),
            "/S": pdf_name("/Form"),
            "/P": parent,
            "/Pg": page,
            "/K": _dictionary(named),
        }
    )


def _dictionary(values: dict[str, Any]) -> DictionaryObject:
    return DictionaryObject({pdf_name(name): value for name, value in values.items()})


def _next_number(tree: Any) -> int:
    numbers = tree["/ParentTree"]["/Nums"]
    return 1 + max((int(numbers[at]) for at in range(0, len(numbers), 2)), default=-1)


def _enter(writer: IncrementalPdfFileWriter, tree: Any, number: int, form: IndirectObject) -> None:
    """Name the element in the tree and under its number; other elements stay untouched."""
    numbers = tree["/ParentTree"]["/Nums"]
    numbers.extend((NumberObject(number), form))
    writer.update_container(numbers)
    kids = tree["/K"]
    if isinstance(kids, ArrayObject):
        kids.append(form)
    else:
        tree[pdf_name("/K")] = ArrayObject([tree.raw_get("/K"), form])
    writer.update_container(tree)
