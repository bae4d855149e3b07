"""The words people see for states and posts."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from lms.people.models import Post, TeamRole
from lms.requirements.models import TrainingYear
from lms.requirements.rules import State

STATES = {
    State.MET: _("Trained"),
    State.DUE: _("Not yet trained"),
    State.NOT_BOUND: _("Counted next year"),
}
TEAM_ROLES = {
    TeamRole.LEADER: _("Leader"),
    TeamRole.DEPUTY: _("Deputy leader"),
    TeamRole.MEMBER: _("Member"),
}
POSTS = {
    Post.VILLAGE_HEAD: _("Village head"),
    Post.GROUP_HEAD: _("Head of the residential group"),
    Post.DEPUTY_HEAD: _("Deputy village head"),
    Post.PARTY_SECRETARY: _("Party cell secretary"),
    Post.YOUTH_SECRETARY: _("Youth union secretary"),
    Post.WOMEN_UNION: _("Head of the women's union"),
    Post.FARMERS_UNION: _("Head of the farmers' union"),
    Post.VETERANS: _("Head of the veterans' association"),
    Post.FRONT: _("Head of the Fatherland Front committee"),
    Post.TEACHER: _("Teacher"),
    Post.HEALTH_WORKER: _("Village health worker"),
    Post.SECURITY: _("Village security officer"),
}


def duty_words(year: TrainingYear) -> str:
    """The duty of a year in plain words: “1 module passed or 1 class attended”."""
    modules = ngettext("%(num)s module passed", "%(num)s modules passed", year.needed_modules)
    classes = ngettext("%(num)s class attended", "%(num)s classes attended", year.needed_classes)
    return str(gettext("%(modules)s or %(classes)s", modules=modules, classes=classes))
