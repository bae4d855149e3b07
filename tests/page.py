"""What tests may ask of a page, and the faults no page may have. Standard library only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

HEAVIEST = 150_000  # letters of HTML; the coverage table of 65 communes is the largest
VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "circle", "use"}


@dataclass
class PageForm:
    """A form of a page: where it goes, what it holds, the words on its buttons."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    words: str = ""


class Page(HTMLParser):
    """A parsed page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.found: list[tuple[str, dict[str, str]]] = []
        self.forms: list[PageForm] = []
        self.text = ""
        self.title = ""
        self._open: list[str] = []
        self._select, self._chosen = "", False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect tags, and the fields of forms."""
        values = {name: value or "" for name, value in attrs}
        self.found.append((tag, values))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "form":
            self.forms.append(PageForm(values.get("action", ""), values.get("method", "get")))
        elif "form" in self._open:
            self._field(tag, values)

    def _field(self, tag: str, values: dict[str, str]) -> None:
        """Keep what a form would send: inputs, the option chosen, the button pressed."""
        kept = self.forms[-1].fields
        if tag == "input" and "name" in values:
            unset = values.get("type") in {"radio", "checkbox"} and "checked" not in values
            if not unset:
                kept[values["name"]] = values.get("value", "")
        elif tag == "select":
            self._select, self._chosen = values.get("name", ""), False
        elif tag == "option" and ("selected" in values or not self._chosen):
            kept[self._select] = values.get("value", "")
            self._chosen = True
        elif tag == "button" and values.get("name"):
            kept.setdefault(values["name"], values.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Close tags."""
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Collect what a reader sees."""
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        elif not {"script", "style"} & set(self._open):
            self.text += f" {data}"
            if "form" in self._open and "button" in self._open:
                self.forms[-1].words += f" {data}"

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element with a tag."""
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def words(self) -> str:
        """The text of the page in single spaces."""
        return " ".join(self.text.split())

    @property
    def token(self) -> str:
        """The CSRF token of the page, empty when it has no form."""
        return next((a["value"] for a in self.all("input") if a.get("name") == "csrf_token"), "")

    def form_with(self, words: str) -> PageForm:
        """The form whose button says these words."""
        found = [form for form in self.forms if words in " ".join(form.words.split())]
        assert found, f"no button says {words!r}: {[f.words for f in self.forms]}"
        return found[0]

    def link(self, words: str) -> str:
        """The address of the first link whose text holds these words."""
        place = self.html.find(words)
        assert place >= 0, words
        start = self.html.rfind("<a ", 0, place)
        return self.html[start:place].split('href="')[1].split('"')[0].replace("&amp;", "&")

    def faults(self) -> list[str]:
        """What is wrong with the page, in words; empty when nothing."""
        ids = Counter(a["id"] for _, a in self.found if a.get("id"))
        labelled = {a.get("for") for a in self.all("label")}
        typed = [a for a in self.all("input") if a.get("type") not in {"hidden", "submit"}]
        posts = [form for form in self.forms if form.method == "post"]
        return [
            *(f"id {i!r} is used twice" for i, n in ids.items() if n > 1),
            *(f"{a.get('name')!r} has no label" for a in typed if a.get("id") not in labelled),
            *(["needs exactly one h1"] if len(self.all("h1")) != 1 else []),
            *(["needs a title"] if not self.title.replace("– Học Số", "").strip() else []),
            *(["has no language"] if not self.all("html")[0].get("lang") else []),
            *("image without alt" for a in self.all("img") if "alt" not in a),
            *("form without token" for form in posts if "csrf_token" not in form.fields),
            *("inline style" for _, a in self.found if "style" in a),
            *("inline script" for a in self.all("script") if "src" not in a),
            *("inline event" for _, a in self.found if any(n.startswith("on") for n in a)),
            *(["is too heavy"] if len(self.html) > HEAVIEST else []),
            *(["shows a placeholder"] if "%(" in self.text else []),
        ]
