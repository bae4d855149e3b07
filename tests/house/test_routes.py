"""Every page says who may open it; addresses are nouns in kebab-case with typed parts."""

import re

from flask import Flask

from tests.conftest import make_app

# One word of an address; verbs hide in these, so a new one is looked at here.
VERBS = re.compile(r"^(create|update|delete|edit|get|set|add|remove|do|save|new)(-|$)")


def rules(app: Flask) -> list[str]:
    return [rule.rule for rule in app.url_map.iter_rules()]


def test_every_page_says_who_may_open_it(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    assert silent == []


def test_public_pages_are_few_and_known(app: Flask) -> None:
    open_to_all = {name for name, view in app.view_functions.items() if view.permission is None}
    assert open_to_all == {
        "assets.static_file", "health.healthz", "health.readyz", "metrics.metrics",
        "styleguide.styleguide",
        "accounts.sign_in_form", "accounts.sign_in", "accounts.sign_out", "accounts.language",
        "accounts.text_size", "accounts.colours",
        "verifying.verify_form", "verifying.verify_code",
        "verifying.verified", "verifying.compare_name",
        "badges.identity", "badges.issuer", "badges.achievement", "badges.statuses",
        "verifying.verify_number", "verifying.verify_file",
        "published.keys", "published.status_list", "published.finding", "published.phone",
        "privacy.notice", "helping.end", "second_factor.code_form", "second_factor.code",
        "way_in.slip_form", "way_in.slip_code", "way_in.welcome", "way_in.choose_pin",
        "check_ins.scan", "public_modules.module", "public_modules.preview",
        "phone.worker", "phone.manifest", "phone.lost",
        "content.frame", "content.file", "content.runtime",
        "way_in.team_code_form", "way_in.team_code", "way_in.team_names", "way_in.team_sign_in",
    }  # fmt: skip


def test_addresses_are_kebab_case_nouns(app: Flask) -> None:
    for rule in rules(app):
        for part in rule.strip("/").split("/"):
            if "<" in part:
                continue
            assert re.fullmatch(r"[a-z0-9.-]*", part), rule
            assert not VERBS.match(part), rule


def test_every_part_of_an_address_is_typed(app: Flask) -> None:
    for rule in rules(app):
        for part in re.findall(r"<([^>]+)>", rule):
            assert ":" in part, rule


def test_reading_and_changing_never_share_a_view(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert len(methods) == 1, rule.rule


def test_the_style_guide_is_for_developers(settings) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import replace

    product = make_app(replace(settings, development=False))
    assert "styleguide.styleguide" not in product.view_functions
