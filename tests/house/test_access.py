"""Every role tries every kind of page: who gets in, who is told it is not there."""

from collections.abc import Callable

import pytest
from flask import Flask

from lms.roles import PERMISSION_WORDS, ROLE_WORDS, ROLES
from tests.cast import Cast
from tests.conftest import Visitor

WHO = ("lan", "hung", "minh", "hoa", "tung", "quantri")
# page → who gets in; everybody else of the cast gets 404
PAGES = {
    "/": WHO,
    "/account": WHO,
    "/account/second-step": WHO,
    "/account/data": WHO,
    "/account/data.json": WHO,
    "/people/data-requests": ("hoa", "tung"),
    "/admin/staff/": ("quantri",),
    "/admin/data-inventory": ("tung", "quantri"),
    "/courses/": ("lan", "hung"),
    "/community/questions": ("lan", "hung", "minh", "tung"),
    "/community/practices": ("lan", "hung", "minh", "tung"),
    "/community/practices/form": ("lan", "hung", "minh"),
    "/certificates/": ("lan", "hung"),
    "/certificates/batches/": ("tung",),
    "/certificates/batches/class/form": ("tung",),
    "/certificates/batches/unit/form": ("tung",),
    "/certificates/batches/persons/form": ("tung",),
    "/certificates/book/": ("tung",),
    "/certificates/name": ("lan", "hung"),
    "/certificates/issued": ("hung", "hoa", "tung"),
    "/certificates/name-checks": ("hoa", "tung"),
    "/certificates/issued/list.xlsx": ("hung", "hoa", "tung"),
    "/certificates/returned": ("tung",),
    "/certificates/returned/unsigned.zip": ("tung",),
    "/certificates/revocations/form": ("tung",),
    "/certificates/certifications/": ("tung",),
    "/certificates/certifications/form": ("tung",),
    "/certificates/issuers/": ("tung",),
    "/certificates/issuers/form": ("tung",),
    "/certificates/designs/": ("tung",),
    "/courses/manuscripts": ("minh", "tung"),
    "/courses/module-packages/": ("minh",),
    "/courses/drafts/form": ("minh",),
    "/courses/packages/": ("minh",),
    "/courses/phone": ("lan", "hung"),
    "/courses/phone/token": ("lan", "hung"),
    "/quizzes/": ("minh",),
    "/quizzes/form": ("minh",),
    "/quizzes/banks/": ("minh",),
    "/quizzes/banks/form": ("minh",),
    "/quizzes/statistics/": ("minh", "tung"),
    "/quizzes/corrections/": ("minh", "tung"),
    "/training/classes": ("minh", "hoa", "tung"),
    "/training/classes/form": ("minh", "hoa", "tung"),
    "/training/sheets": ("minh", "hoa", "tung"),
    "/quizzes/papers": ("minh", "hoa", "tung"),
    "/quizzes/paper-batches/form": ("minh", "hoa", "tung"),
    "/quizzes/oral/": ("minh", "hoa", "tung"),
    "/training/sums": ("minh", "hoa", "tung"),
    "/training/classes-to-come": ("lan", "hung"),
    "/training/bookings": ("hung", "hoa", "tung"),
    "/training/class-quizzes": ("lan", "hung"),
    "/quizzes/open-quizzes": ("lan", "hung"),
    "/people/roster": ("hung", "hoa", "tung"),
    "/people/composition": ("hung", "hoa", "tung"),
    "/people/composition/rule-form": ("tung",),
    "/people/reconciliation": ("hung", "hoa", "tung"),
    "/people/imports/": ("hoa", "tung"),
    "/people/likenesses": ("hoa", "tung"),
    "/units/": ("hoa", "tung"),
    "/units/reorganisations": ("tung",),
    "/requirements/coverage": ("hung", "hoa", "tung"),
    "/requirements/2026/coverage": ("hung", "hoa", "tung"),
    "/requirements/2026/coverage.csv": ("hoa", "tung"),
    "/requirements/2026/explanation": ("hung", "hoa", "tung"),
    "/requirements/2026/pace": ("hung", "hoa", "tung"),
    "/requirements/2026/results": ("hoa", "tung"),
    "/requirements/2026/report": ("hoa", "tung"),
    "/requirements/2026/report.csv": ("hoa", "tung"),
    "/requirements/seals/check": ("tung",),
    "/requirements/years": ("hung", "hoa", "tung"),
    "/requirements/years/form": ("tung",),
    "/requirements/2026": ("hung", "hoa", "tung"),
    "/requirements/2026/signs": ("tung",),
    "/requirements/2026/cases": ("hung", "hoa", "tung"),
    "/requirements/2026/duties/form": ("tung",),
    "/requirements/2026/duties/bat-buoc/form": ("tung",),
    "/outreach/": ("hung", "hoa", "tung"),
    "/outreach/2026": ("hung", "hoa", "tung"),
    "/outreach/2026/visits": ("hoa", "tung"),
    "/outreach/2026/sums.csv": ("hoa", "tung"),
    "/notifications/": ("hung", "hoa", "tung"),
    "/notifications/plan": ("hoa", "tung"),
    "/notifications/own": WHO,
    "/notifications/own/settings": WHO,
    "/quizzes/call-requests": ("hung", "minh", "hoa", "tung"),
    "/quizzes/accommodations": ("minh", "hoa", "tung"),
    "/admin/audit-events": ("quantri",),
    "/admin/access": ("quantri",),
    "/admin/system-condition": ("quantri",),
    "/people/exports/": ("lan", "hung", "minh", "hoa", "tung", "quantri"),
}


@pytest.mark.parametrize("who", WHO)
def test_each_role_opens_its_own_pages(
    app: Flask, cast: Cast, signed_in: Callable[[str], Visitor], who: str
) -> None:
    visitor = signed_in(who)
    for page, allowed in PAGES.items():
        visitor.get(page, 200 if who in allowed else 404)


def test_strangers_are_asked_to_sign_in(visitor: Visitor) -> None:
    for page in PAGES:
        assert "Đăng nhập" in visitor.get(page).title


def test_every_page_with_a_permission_is_in_the_table(app: Flask) -> None:
    """Pages with an id are tried in the tests of their package; the rest stand above."""
    plain = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or set())
        and not rule.arguments
        and app.view_functions[rule.endpoint].permission is not None
    }
    assert plain <= set(PAGES)


def test_every_permission_has_its_sentence_and_somebody() -> None:
    held = {permission for permissions in ROLES.values() for permission in permissions}
    assert held == set(PERMISSION_WORDS)
    assert set(ROLES) == set(ROLE_WORDS)


def test_nobody_reads_keys_and_sits_the_quiz() -> None:
    for role, permissions in ROLES.items():
        assert not {"quizzes:item:read", "quizzes:attempt:sit"} <= permissions, role
