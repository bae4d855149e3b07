"""The words people see for states, duties, dispensations and claims."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from lms.core.i18n import day
from lms.people.words import POSTS, TEAM_ROLES
from lms.requirements.models import ClaimSource, ClosingRule, DispensationKind, ResultStage
from lms.requirements.reporting_periods import Kind, Period
from lms.requirements.rules import Rule, State
from lms.requirements.ways import Mode

STATES = {
    State.MET: _("Trained"),
    State.ON_THE_WAY: _("On the way"),
    State.DUE: _("Not yet trained"),
    State.OVERDUE: _("Overdue"),
    State.UNREACHABLE: _("Out of reach"),
    State.EXEMPT: _("Exempt"),
    State.NOT_BOUND: _("Not bound this year"),
}
CLOSING_RULES = {
    ClosingRule.CALENDAR: _("Calendar year: 1 January to 31 December"),
    ClosingRule.DECREE: _("Reporting year: 15 December to 14 December (Decree 09/2019)"),
}
DISPENSATION_KINDS = {
    DispensationKind.EXEMPTION: _("Exemption"),
    DispensationKind.EXTENSION: _("More time"),
}
CLAIM_SOURCES = {
    ClaimSource.NATIONAL: _("National Digital Transformation Agency"),
    ClaimSource.YOUTH_UNION: _("Youth Union"),
    ClaimSource.POPULAR: _("“Digital literacy for all” platform"),
    ClaimSource.TELECOM: _("Course of a telecom company"),
    ClaimSource.PAPER: _("Paper certificate"),
}

MODE_WORDS = {
    Mode.ONLINE: _("Passed a module online"),
    Mode.CLASS: _("Attended a class"),
    Mode.OUTSIDE: _("Outside course recognised"),
    Mode.ASSISTED: _("Passed a module with the help of a leader or officer"),
    Mode.PAPER: _("Passed a module on paper or asked aloud"),
    Mode.ONLY_ONLINE: _("Only online"),
    Mode.ONLY_CLASS: _("Only in classes"),
    Mode.ONLY_OUTSIDE: _("Only outside courses"),
    Mode.ONLY_PAPER: _("Only on paper or asked aloud"),
    Mode.SEVERAL: _("In several ways"),
    Mode.NOTHING: _("Nothing yet"),
}


RESULT_STAGES = {
    ResultStage.OPEN: _("Not confirmed yet"),
    ResultStage.CONFIRMED: _("Confirmed by the commune"),
    ResultStage.ACCEPTED: _("Accepted"),
    ResultStage.RETURNED: _("Returned to the commune"),
}


ROMAN = ("I", "II", "III", "IV")


def period_words(period: Period) -> str:
    """What a period is called: “Quarter III/2026”; any other by its days."""
    if period.kind is Kind.QUARTER:
        roman = ROMAN[period.number - 1]
        return str(gettext("Quarter %(n)s/%(year)s", n=roman, year=period.year))
    if period.kind is Kind.MONTH:
        return str(gettext("Month %(n)s/%(year)s", n=period.number, year=period.year))
    if period.kind is None:
        return f"{day(period.opens)} – {day(period.closes)}"
    words = {
        Kind.YEAR: gettext("Year %(year)s", year=period.year),
        Kind.HALF: gettext("First half of %(year)s", year=period.year),
        Kind.NINE_MONTHS: gettext("First nine months of %(year)s", year=period.year),
    }
    return str(words[period.kind])


def duty_words(rule: Rule) -> str:
    """What a rule asks, in plain words: “1 module passed or 1 class attended”."""
    ways = [words for words in (_modules(rule), _classes(rule)) if words]
    asked = str(gettext(" and ") if rule.both_ways else gettext(" or ")).join(ways)
    if not rule.compulsory:
        return asked
    topics = ", ".join(rule.compulsory)
    if not asked:
        return str(gettext("module %(topics)s covered", topics=topics))
    return str(gettext("%(asked)s; module %(topics)s in any case", asked=asked, topics=topics))


def _modules(rule: Rule) -> str:
    if not rule.modules:
        return ""
    words = ngettext("%(num)s module passed", "%(num)s modules passed", rule.modules)
    if rule.listed:
        words = gettext("%(words)s of %(codes)s", words=words, codes=", ".join(rule.listed))
    return str(words)


def _classes(rule: Rule) -> str:
    if not rule.classes:
        return ""
    words = ngettext("%(num)s class attended", "%(num)s classes attended", rule.classes)
    if rule.class_minutes:
        hours = f"{rule.class_minutes / 60:g}".replace(".", ",")
        words = gettext("%(words)s of at least %(hours)s hours", words=words, hours=hours)
    return str(words)


def audience_words(rule: Rule, units: dict[str, str]) -> str:
    """Whom a rule binds, in plain words; `units` names the units."""
    parts = [str(TEAM_ROLES[role]).lower() for role in TEAM_ROLES if role in rule.roles]
    parts += [str(POSTS[post]).lower() for post in POSTS if post in rule.posts]
    parts += [units.get(unit, "?") for unit in rule.units]
    return ", ".join(parts) or str(gettext("everybody on a roster"))


def rule_sentence(rule: Rule, units: dict[str, str]) -> str:
    """The whole rule read back as sentences."""
    if not rule.in_force:
        return str(gettext("No longer asked for."))
    parts = [
        gettext(
            "Binds: %(who)s who joined before %(joined)s.",
            who=audience_words(rule, units),
            joined=day(rule.joined_before),
        ),
        gettext("Until %(day)s: %(asked)s.", day=day(rule.due), asked=duty_words(rule)),
    ]
    if rule.outside_cap:
        parts.append(
            ngettext(
                "At most %(num)s outside course counts.",
                "At most %(num)s outside courses count.",
                rule.outside_cap,
            )
        )
    else:
        parts.append(gettext("Outside courses are shown but do not count."))
    return " ".join(str(part) for part in parts)
