"""From the rows of a sheet to the people in it. Pure; nothing is looked up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from lms.core.legacy_text import Encoding, convert
from lms.core.names import fold, tidy
from lms.people.imports.layout import Field, Layout, is_numbering_row
from lms.people.models import Post, Sex, TeamRole
from lms.people.rules import phone_of

OLDEST, YOUNGEST = 1920, 2015
SERIAL_ZERO = date(1899, 12, 30)
AS_ABOVE = {"nt", "-nt-", "- nt -", "''", '"', "〃", "nhu tren", "//"}
TICKS = {"x", "1", "v", "✓", "co", "true"}
TOTALS = re.compile(r"^(tong( cong| so)?|cong)\b")
FOOTER = re.compile(
    r"^(nguoi lap|thu truong|xac nhan|\(?ky,? ghi ro|noi nhan|tm\.? uy ban|chu tich|.{0,30}, ngay )"
)
ENUMERATED = re.compile(r"^([IVXLC]+|[A-Z]|\d{1,3})[.)]?$")
TEAM_WORDS = re.compile(r"^to (cong nghe so( cong dong)?|cnscd|cnsc?d?)( cua)?\b[ :,-]*")
# 11-digit numbers until 2018: first four digits → first three of today.
OLD_PREFIXES = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078", "0123": "083",
    "0124": "084", "0125": "085", "0127": "081", "0129": "082", "0162": "032", "0163": "033",
    "0164": "034", "0165": "035", "0166": "036", "0167": "037", "0168": "038", "0169": "039",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
ROLES: Sequence[tuple[str, TeamRole]] = (
    (r"\bto pho\b|pho to truong|^pho\b|deputy", TeamRole.DEPUTY),
    (r"\bto truong\b|truong nhom|^truong$|leader", TeamRole.LEADER),
    (r"thanh vien|to vien|uy vien|member", TeamRole.MEMBER),
)
POSTS: Sequence[tuple[str, Post]] = (
    (r"pho (truong )?(thon|ban|khoi)|thon pho", Post.DEPUTY_HEAD),
    (r"to truong (to )?dan pho|to truong tdp|truong khu|khoi truong|truong khoi", Post.GROUP_HEAD),
    (r"truong (thon|ban)|thon truong", Post.VILLAGE_HEAD),
    (r"chi doan|doan thanh nien|bi thu doan|btcd", Post.YOUTH_SECRETARY),
    (r"bi thu( chi bo)?|btcb", Post.PARTY_SECRETARY),
    (r"phu nu|hpn", Post.WOMEN_UNION),
    (r"nong dan|hnd", Post.FARMERS_UNION),
    (r"cuu chien binh|ccb", Post.VETERANS),
    (r"mat tran|ctmt", Post.FRONT),
    (r"giao vien", Post.TEACHER),
    (r"y te", Post.HEALTH_WORKER),
    (r"cong an|an ninh|antt", Post.SECURITY),
)


class Doubt(StrEnum):
    """What is odd or wrong about a row, by itself or beside the roster."""

    NO_NAME = "no_name"
    BAD_PHONE = "bad_phone"
    TWO_PHONES = "two_phones"
    BAD_BIRTH = "bad_birth"
    LOST_LETTER = "lost_letter"
    NO_TEAM = "no_team"
    UNKNOWN_TEAM = "unknown_team"
    SEVERAL_TEAMS = "several_teams"
    TWICE = "twice"
    OTHER_TEAM = "other_team"
    SEVERAL_PEOPLE = "several_people"
    OTHER_BIRTH = "other_birth"
    HAD_LEFT = "had_left"
    UNDECIDED = "undecided"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Options:
    """What a person confirmed after looking: the old font, capitals to names."""

    encoding: Encoding = Encoding.UNICODE
    tidy_names: bool = False


@dataclass
class FileRow:
    """One person of the file; `number` is the row in the sheet as Excel counts."""

    number: int
    name: str
    birth_year: int | None = None
    sex: Sex | None = None
    commune: str = ""
    village: str = ""
    role: TeamRole | None = None
    posts: frozenset[Post] | None = None
    phone: str | None = None
    doubts: list[Doubt] = field(default_factory=list)


def people_of(rows: Iterable[Sequence[str]], layout: Layout, options: Options) -> Iterator[FileRow]:
    """Every person of a sheet; titles, numbering, totals, group rows and footers are understood."""
    reader = _Reader(layout.columns, options)
    for index, row in enumerate(rows):
        if index <= layout.last or not any(row) or is_numbering_row(row):
            continue
        first = fold(convert(_first(row), options.encoding).text)
        if FOOTER.match(first) and not reader.name_in(row):
            break
        found = reader.read(index + 1, row)
        if found is not None:
            yield found


def _first(row: Sequence[str]) -> str:
    return next((cell for cell in row if cell), "")


class _Reader:
    """Reads row after row; remembers the group row and the row above."""

    def __init__(self, columns: Mapping[int, Field], options: Options) -> None:
        self.columns = {held: column for column, held in columns.items()}
        self.options = options
        self.above: dict[Field, str] = {}
        self.group: dict[Field, str] = {}

    def read(self, number: int, row: Sequence[str]) -> FileRow | None:
        cells = {held: self._cell(row, held) for held in Field}
        texts = list(dict.fromkeys(cell for cell in row if cell))
        if self._is_group(texts, cells):
            return None
        if not cells[Field.NAME] and not cells[Field.PHONE] and not cells[Field.BIRTH]:
            return None
        if TOTALS.match(fold(cells[Field.NAME] or texts[0])):
            return None
        self.above = {**self.above, **{k: v for k, v in cells.items() if v}}
        return self._person(number, cells)

    def name_in(self, row: Sequence[str]) -> bool:
        """Whether the row has a number first and a name: a person after all."""
        return bool(ENUMERATED.match(_first(row))) and bool(self._cell(row, Field.NAME))

    def _cell(self, row: Sequence[str], held: Field) -> str:
        column = self.columns.get(held)
        text = row[column] if column is not None and column < len(row) else ""
        if fold(text) in AS_ABOVE:
            return self.above.get(held, "")
        return convert(text, self.options.encoding).text

    def _is_group(self, texts: list[str], cells: Mapping[Field, str]) -> bool:
        """A row with a title only, numbered or not: it names the commune or team of those below."""
        titles = [text for text in texts if not ENUMERATED.match(text)]
        if len(titles) != 1 or len(texts) > 2:
            return False
        if any(cells[held] not in {"", titles[0]} for held in (Field.BIRTH, Field.PHONE)):
            return False
        if len(texts) == 2 and texts[0].isdigit() and cells[Field.NAME] == titles[0]:
            return False  # STT and a name: a person of whom nothing else is known
        title = convert(titles[0], self.options.encoding).text
        folded = fold(re.sub(r"^([IVXLC]+|[A-Z]|\d+)[.)]\s+", "", title))
        clean = re.sub(r"^([IVXLC]+|[A-Z]|\d+)[.)]\s+", "", title)
        if re.match(r"(xa|phuong|thi tran|ubnd)\b", folded):
            self.group = {Field.COMMUNE: re.sub(r"^(?i:ubnd)\s+", "", clean)}
            return True
        if re.match(r"(thon|ban|khoi|to|tdp|xom|khu)\b", folded):
            self.group[Field.VILLAGE] = clean
            return True
        return bool(TOTALS.match(folded)) or cells[Field.NAME] != titles[0]

    def _person(self, number: int, cells: Mapping[Field, str]) -> FileRow:
        found = FileRow(number, self._name(cells[Field.NAME]))
        if not found.name:
            found.doubts.append(Doubt.NO_NAME)
        elif convert(cells[Field.NAME], self.options.encoding).doubtful:
            found.doubts.append(Doubt.LOST_LETTER)
        found.birth_year = _birth(cells[Field.BIRTH])
        if cells[Field.BIRTH] and found.birth_year is None:
            found.doubts.append(Doubt.BAD_BIRTH)
        found.sex = _sex(cells)
        found.commune = cells[Field.COMMUNE] or self.group.get(Field.COMMUNE, "")
        village = cells[Field.VILLAGE] or _village_of(cells[Field.TEAM])
        found.village = village or _village_of(self.group.get(Field.VILLAGE, ""))
        found.role = role_of(cells[Field.ROLE]) or role_among(cells[Field.POSTS])
        found.posts = posts_of(cells[Field.POSTS]) if cells[Field.POSTS] else None
        self._phone(found, cells[Field.PHONE])
        return found

    def _name(self, text: str) -> str:
        name = re.sub(r"^(ông|bà|đ/c|đồng chí|anh|chị)[.:]?\s+", "", tidy(text), flags=re.I)
        shouted = name.isupper() or name.islower()
        return name.title() if shouted and self.options.tidy_names else name

    def _phone(self, found: FileRow, text: str) -> None:
        parts = [part for part in re.split(r"[/;,\n]| - ", text) if sum(map(str.isdigit, part)) > 7]
        if len(parts) > 1:
            found.doubts.append(Doubt.TWO_PHONES)
        if not text:
            return
        found.phone = phone_of(_of_today(parts[0] if parts else text))
        if found.phone is None:
            found.doubts.append(Doubt.BAD_PHONE)


def _of_today(text: str) -> str:
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) == 10 and digits[0] == "1":
        digits = "0" + digits
    if len(digits) == 11 and digits[:4] in OLD_PREFIXES:
        return OLD_PREFIXES[digits[:4]] + digits[4:]
    return text


def _village_of(team: str) -> str:
    """`Tổ CNSCĐ thôn Nà Pàn` → `thôn Nà Pàn`."""
    found = TEAM_WORDS.match(fold(team))
    words = len(found[0].split()) if found else 0
    return " ".join(team.split()[words:]).strip(" :,-")


def _birth(text: str) -> int | None:
    """The year in `1980`, `12/03/1980`, `sinh năm 1980`, or a spreadsheet's serial `29292`."""
    years = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text)]
    if not years and text.isdigit() and 8_000 < int(text) < 42_000:
        years = [(SERIAL_ZERO + timedelta(days=int(text))).year]
    if not years:
        short = re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](\d\d)", text)
        years = [1900 + int(short[1])] if short else []
    good = [year for year in years if OLDEST <= year <= YOUNGEST]
    return good[-1] if good else None


def _sex(cells: Mapping[Field, str]) -> Sex | None:
    said = fold(cells[Field.SEX])
    if said in {"nam", "male", "m"} or fold(cells[Field.MALE]) in TICKS:
        return Sex.MALE
    if said in {"nu", "female", "f"} or fold(cells[Field.FEMALE]) in TICKS:
        return Sex.FEMALE
    # The year of birth often stands under `Nam` or `Nữ` itself.
    if _birth(cells[Field.MALE]):
        return Sex.MALE
    return Sex.FEMALE if _birth(cells[Field.FEMALE]) else None


def role_of(text: str) -> TeamRole | None:
    """`Tổ phó Tổ CNSCĐ` → deputy; None when the words say nothing of it."""
    folded = fold(text)
    if re.search(r"to truong (to )?(dan pho|tdp)", folded):
        return None  # a post in the neighbourhood, not in the team
    return next((role for pattern, role in ROLES if re.search(pattern, folded)), None)


def role_among(text: str) -> TeamRole | None:
    """A role in the team named among posts: only in full, for `Phó trưởng thôn` is none."""
    return role_of(text) if re.search(r"\bto (pho|truong|vien)\b", fold(text)) else None


def posts_of(text: str) -> frozenset[Post]:
    """`Trưởng thôn kiêm bí thư chi bộ` → two posts."""
    found = set()
    for part in re.split(r"[,;/+\n]|\bkiem\b|\bva\b| - ", fold(text)):
        post = next((post for pattern, post in POSTS if re.search(pattern, part)), None)
        if post is not None:
            found.add(post)
    return frozenset(found)
