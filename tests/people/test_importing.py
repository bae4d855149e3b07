"""A roster from an office's file: read, judged, decided, taken over; twice changes nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.access import Actor
from lms.core.clock import now
from lms.core.db import db, transaction
from lms.core.errors import Refused
from lms.core.jobs.asking import Asked
from lms.core.sheets import Sheet, read_book
from lms.people import queries
from lms.people.imports.comparison import verdicts
from lms.people.imports.layout import Field, guess_layout
from lms.people.imports.rows import Doubt, Options, people_of, posts_of, role_among, role_of
from lms.people.imports.verdicts import Judged, Verdict
from lms.people.jobs import take_over
from lms.people.models import Contact, Person, Post, RosterImport, Sex, TeamRole
from lms.people.operations import importing
from lms.people.operations.keeping import Entry, leave
from lms.people.signin import actor_of
from lms.requirements.check import differences
from lms.requirements.duties import get_year
from lms.roles import ROLES
from tests.cast import Cast, enter_cast
from tests.conftest import Visitor
from tests.people import office_files as files

SignedIn = Callable[[str], Visitor]
DAY = date(2026, 6, 1)


def hoa(cast: Cast, who: str = "hoa") -> Actor:
    return actor_of(cast.person(who), DAY, ROLES)


def taken(cast: Cast, rows: list[list[str]], who: str = "hoa") -> RosterImport:
    one = importing.take([Sheet("DS", rows)], "ds.xlsx", DAY, by=hoa(cast, who), at=now())
    db.session.flush()
    return one


def judged(cast: Cast, *rows: list[str], heading: tuple[str, ...] = ()) -> list[Judged]:
    head = list(heading or ("Họ và tên", "Năm sinh", "Thôn", "Chức danh trong tổ", "SĐT"))
    return verdicts(taken(cast, [head, *rows]), hoa(cast))


def applied(one: RosterImport, cast: Cast, who: str = "hoa") -> RosterImport:
    importing.apply(one, by=hoa(cast, who), at=now(), step=lambda done, of: None)
    db.session.flush()
    return one


def test_an_office_file_is_understood() -> None:
    sheet = read_book(files.an_office_file(), "ds.xlsx")[1]
    layout = guess_layout(sheet.rows)
    assert layout is not None
    assert layout.last == 6
    assert set(layout.columns.values()) == {
        Field.NAME, Field.BIRTH, Field.MALE, Field.FEMALE, Field.POSTS, Field.ROLE, Field.PHONE,
        Field.NOTE,
    }  # fmt: skip
    people = list(people_of(sheet.rows, layout, Options(tidy_names=True)))
    assert [(p.name, p.birth_year, p.village) for p in people] == [
        ("Nông Văn Hùng", 1980, "Thôn Nà Pàn"),
        ("Hoàng Thị Lan", 1980, "Thôn Nà Pàn"),
        ("Triệu Văn Bình", 1975, "Thôn Nà Pàn"),
        ("Lý Thị Mai", 1990, "Thôn Nà Pàn"),
        ("Vi Văn Đức", None, "Thôn Nà Pàn"),
        ("Bàn Văn Thắng", 1979, "Thôn Không Có"),
    ]
    hung, lan, binh, mai, duc, _thang = people
    assert (hung.phone, hung.role, hung.posts) == (
        "+84987654321", TeamRole.LEADER, frozenset({Post.VILLAGE_HEAD}),
    )  # fmt: skip
    assert (lan.sex, lan.role) == (Sex.FEMALE, TeamRole.DEPUTY)
    assert binh.phone == "+84392345678"  # eleven digits until 2018
    assert binh.posts == {Post.TEACHER, Post.HEALTH_WORKER}
    assert (mai.posts, mai.role) == (binh.posts, TeamRole.MEMBER)  # `nt`
    assert mai.doubts == [Doubt.TWO_PHONES]
    assert set(duc.doubts) == {Doubt.BAD_BIRTH, Doubt.BAD_PHONE}


@pytest.mark.parametrize(
    ("words", "role", "posts"),
    [
        ("Tổ trưởng Tổ CNSCĐ", TeamRole.LEADER, set()),
        ("Tổ phó", TeamRole.DEPUTY, set()),
        ("Tổ trưởng tổ dân phố", None, {Post.GROUP_HEAD}),
        ("Phó trưởng thôn", None, {Post.DEPUTY_HEAD}),
        ("Trưởng thôn, bí thư chi bộ", None, {Post.VILLAGE_HEAD, Post.PARTY_SECRETARY}),
        ("Bí thư chi đoàn", None, {Post.YOUTH_SECRETARY}),
        ("Chi hội trưởng CCB", None, {Post.VETERANS}),
    ],
)
def test_roles_and_posts_in_their_own_words(
    words: str, role: TeamRole | None, posts: set[Post]
) -> None:
    assert role_among(words) is role
    assert posts_of(words) == posts
    assert role_of("thành viên") is TeamRole.MEMBER


def test_every_row_gets_a_verdict_and_a_reason(app: Flask, cast: Cast) -> None:
    leave(cast.person("an"), Entry(by=hoa(cast), at=now(), on=date(2026, 5, 1)))
    db.session.flush()
    rows = judged(
        cast,
        ["Hoàng Thị Lan", "1980", "thôn nà pàn", "", "0912345678"],
        ["Nông Văn Hùng", "", "Nà Pàn", "", "0911222333"],
        ["Triệu Văn Bình", "1975", "Nà Pàn", "", ""],
        ["Lộc Văn Ấn", "1980", "Nà Pàn", "", ""],
        ["Hoàng Thị Lan", "1999", "Nà Pàn", "", ""],
        ["", "1970", "Nà Pàn", "", ""],
        ["Vi Văn Mới", "1980", "Bản Lạ", "", ""],
        ["Triệu Văn Bình", "1975", "Nà Pàn", "", ""],
        ["Vi Văn Số", "1980", "Nà Pàn", "", "12"],
    )
    assert [(row.verdict, row.reasons[:1]) for row in rows] == [
        (Verdict.SAME, []),
        (Verdict.CHANGED, []),
        (Verdict.NEW, []),
        (Verdict.DOUBTFUL, [Doubt.HAD_LEFT]),
        (Verdict.NEW, []),  # the file has both: a namesake
        (Verdict.WRONG, [Doubt.NO_NAME]),
        (Verdict.WRONG, [Doubt.UNKNOWN_TEAM]),
        (Verdict.WRONG, [Doubt.TWICE]),
        (Verdict.DOUBTFUL, [Doubt.BAD_PHONE]),
    ]


def test_a_commune_by_its_old_name_and_the_department_over_all(app: Flask, cast: Cast) -> None:
    head = ["Họ và tên", "Xã, phường", "Thôn"]
    rows = [
        ["Vi Văn Một", "thị trấn Na Sầm", "Nà Pàn"],
        ["Vi Văn Hai", "P. Đông Kinh", "Khối 3"],
        ["Vi Văn Ba", "Xã Hoàng Việt", "Khối 3"],
    ]
    found = verdicts(taken(cast, [head, *rows], "tung"), hoa(cast, "tung"))
    assert [row.team_id for row in found] == [cast.teams["na-pan"], cast.teams["khoi-3"], None]
    mine = verdicts(taken(cast, [head, *rows]), hoa(cast))
    assert [row.verdict for row in mine] == [Verdict.NEW, Verdict.WRONG, Verdict.WRONG]


def test_taken_over_once_it_is_all_the_same_the_second_time(app: Flask, cast: Cast) -> None:
    sheets = read_book(files.an_office_file(), "ds.xlsx")
    one = importing.take(sheets, "ds.xlsx", DAY, by=hoa(cast), at=now())
    one.tidy_names = True
    db.session.flush()
    counts = [row.verdict for row in verdicts(one, hoa(cast))]
    assert counts.count(Verdict.NEW) == 2
    applied(one, cast)
    assert one.report["counts"] == {
        "new": 2, "changed": 1, "doubtful": 0, "wrong": 0, "same": 1, "refused": 2,
    }  # fmt: skip
    assert [name for _id, name in one.report["missing"]] == ["Lộc Văn Ấn"]
    assert one.sheets == []
    binh = db.session.scalars(select(Person).where(Person.full_name == "Triệu Văn Bình")).one()
    assert queries.posts_of([binh.id], DAY)[binh.id] == [Post.HEALTH_WORKER, Post.TEACHER]
    seat = queries.seat_of(cast.persons["lan"], DAY)
    assert seat is not None
    assert (seat.membership.role, seat.membership.on_roster_since) == (
        TeamRole.DEPUTY, date(2025, 7, 1),
    )  # fmt: skip
    assert differences(get_year(2026), DAY) == []
    again = importing.take(sheets, "ds.xlsx", DAY, by=hoa(cast), at=now())
    again.tidy_names = True
    db.session.flush()
    found = [row.verdict for row in verdicts(again, hoa(cast))]
    assert (found.count(Verdict.SAME), found.count(Verdict.NEW)) == (4, 0)
    before = len(db.session.scalars(select(Person)).all())
    applied(again, cast)
    assert len(db.session.scalars(select(Person)).all()) == before
    with pytest.raises(Refused):
        applied(again, cast)


def test_a_decision_about_a_doubtful_row_is_carried_out(app: Flask, cast: Cast) -> None:
    an = cast.person("an")
    leave(an, Entry(by=hoa(cast), at=now(), on=date(2026, 5, 1)))
    db.session.flush()
    rows = [
        ["Họ và tên", "Năm sinh", "Thôn"],
        ["Lộc Văn Ấn", "1980", "Nà Pàn"],
        ["Hoàng Thị Lan", "1999", "Nà Pàn"],
        ["Nông Văn Hùng", "1999", "Nà Pàn"],
        ["Vi Thị Xa", "không", "Nà Pàn"],
    ]
    one = taken(cast, rows)
    importing.decide(one, {2: str(an.id), 3: "new", 4: "skip"})
    applied(one, cast)
    assert queries.seat_of(an.id, DAY) is not None
    lans = db.session.scalars(select(Person).where(Person.full_name == "Hoàng Thị Lan")).all()
    assert {lan.birth_year for lan in lans} == {1980, 1999}
    reasons = [(row[0], row[1]) for row in one.report["refused"]]
    assert reasons == [(4, Doubt.SKIPPED), (5, Doubt.UNDECIDED)]


def test_a_refused_change_leaves_its_row_aside_and_the_rest_goes_on(app: Flask, cast: Cast) -> None:
    contact = db.session.scalars(
        select(Contact).where(Contact.person_id == cast.persons["hung"])
    ).one()
    contact.since = DAY  # a phone entered that very day cannot be ended on it
    rows = [
        ["Họ và tên", "Thôn", "SĐT"],
        ["Nông Văn Hùng", "Nà Pàn", "0911222333"],
        ["Triệu Văn Bình", "Nà Pàn", "0911222444"],
    ]
    one = applied(taken(cast, rows), cast)
    assert one.report["counts"]["refused"] == 1
    assert one.report["counts"]["new"] == 1


def test_the_columns_chosen_are_remembered_by_their_headings(app: Flask, cast: Cast) -> None:
    rows = [["Tên gọi", "Ở đâu", "Họ và tên"], ["Triệu Văn Bình", "Nà Pàn", "x"]]
    one = taken(cast, rows)
    columns = {0: Field.NAME, 1: Field.VILLAGE}
    importing.choose_columns(one, columns, encoding="unicode", tidy_names=False)
    applied(one, cast)
    assert taken(cast, rows).columns == {"0": "name", "1": "village"}
    with pytest.raises(Refused):
        importing.choose_columns(
            taken(cast, rows), {1: Field.VILLAGE}, encoding="unicode", tidy_names=False
        )


def sent(visitor: Visitor, body: bytes, name: str, status: int = 200) -> str:
    visitor.get("/people/imports/")
    data = {
        "csrf_token": visitor.page.token, "day": "2026-06-01", "file": (BytesIO(body), name),
    }  # fmt: skip
    reply = visitor.client.post(
        "/people/imports/", data=data, headers={"Origin": "http://localhost"}, follow_redirects=True
    )
    visitor._seen(reply, status)
    return str(reply.request.path)


def test_from_the_file_to_the_report_on_screen(signed_in: SignedIn, cast: Cast) -> None:
    officer = signed_in("hoa")
    path = sent(officer, files.an_office_file(), "DS xã.xlsx")
    base = path.removesuffix("/layout")
    assert "Các cột ghi gì" in officer.page.title
    officer.press("Xem trước từng dòng", tidy_names="1")
    assert "Chưa rõ: 1" in officer.page.words
    officer.get(f"{base}/preview?show=wrong")
    assert "danh sách của bạn không có tổ ở thôn này" in officer.page.words
    officer.get(f"{base}/preview?show=doubtful")
    officer.press("Lưu các quyết định", **{"row-13": "new"})
    officer.get(f"{base}/preview")
    officer.press("Nhập vào danh sách")
    assert "Kết quả nhập tệp" in officer.page.title
    assert "Lộc Văn Ấn" in officer.page.words  # on the roster, not in the file
    reply = officer.client.get(f"{base}/refused-rows.xlsx")
    (back,) = read_book(reply.data, "x.xlsx")
    assert any("Bàn Văn Thắng" in row for row in back.rows)
    officer.get(f"{base}/preview", 409)
    assert "Đã nhập" in officer.get(base).words
    other = signed_in("tung")
    other.get(base, 404)


def test_a_file_that_is_none_is_told_on_the_page(signed_in: SignedIn) -> None:
    officer = signed_in("hoa")
    sent(officer, b"hello", "ds.xlsx", 422)
    assert "không đúng với đuôi tên tệp" in officer.page.words
    officer.get("/people/imports/")
    assert "Bạn hãy chọn tệp" in officer.send("/people/imports/", 422, day="2026-06-01").words


def test_two_columns_of_one_kind_are_asked_about(signed_in: SignedIn) -> None:
    officer = signed_in("hoa")
    path = sent(officer, files.an_office_file(), "ds.xlsx")
    fields = {"sheet": "1", "first": "7", "last": "7", "column-1": "name", "column-2": "name"}
    officer.send(f"{path}s", 409, **fields)
    assert "Hai cột" in officer.page.words
    officer.send(f"{path}s", sheet="0", first="1", last="1")
    assert "Chưa tìm thấy dòng tiêu đề" in officer.page.words


def test_the_command_says_and_does_the_same(migrated: Flask, tmp_path: Path) -> None:
    file = tmp_path / "ds.xlsx"
    file.write_bytes(files.an_office_file())
    with migrated.app_context(), transaction():
        cast = enter_cast()
    run = migrated.test_cli_runner().invoke
    words = ["roster", "import", str(file), "--by", "hoa", "--tidy-names"]
    dry = run(args=[*words, "--dry-run"])
    assert dry.exit_code == 0, dry.output
    assert "new        2" in dry.output
    real = run(args=words)
    assert real.exit_code == 0, real.output
    assert "2 rows were not taken" in real.output
    again = run(args=[*words, "--dry-run"])
    assert "same       4" in again.output
    assert run(args=["roster", "import", str(file), "--by", "lan"]).exit_code == 1
    assert isinstance(cast.persons["lan"], UUID)


def test_two_presses_at_once_take_the_file_over_once(migrated: Flask) -> None:
    with migrated.app_context(), transaction():
        cast = enter_cast()
        rows = [["Họ và tên", "Thôn"], *[[f"Vi Văn {n}", "Nà Pàn"] for n in range(30)]]
        import_id, actor = taken(cast, rows).id, hoa(cast)

    def press(_number: int) -> None:
        with migrated.app_context(), transaction():
            for _part in take_over(Asked(import_id, actor, now(), {})):
                pass

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(press, range(2)))
    with migrated.app_context():
        found = db.session.scalars(select(Person).where(Person.full_name.like("Vi Văn %"))).all()
        assert len(found) == 30
