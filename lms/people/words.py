"""The words people see for roles in a team, posts, changes, absences and breaches."""

from flask_babel import lazy_gettext as _

from lms.org.models import Level
from lms.org.reorganising import UnitFault
from lms.org.rules import FileFault
from lms.people.models import AbsenceReason, ChangeKind, Post, ReviewStage, Sex, TeamRole
from lms.people.rules import Breach, Likeness, Weakness

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
SEXES = {Sex.MALE: _("Male"), Sex.FEMALE: _("Female")}
CHANGES = {
    ChangeKind.ENTERED: _("Entered on the roster"),
    ChangeKind.MOVED: _("Moved to another team"),
    ChangeKind.LEFT: _("Left the team"),
    ChangeKind.DIED: _("Died"),
    ChangeKind.RETURNED: _("Came back"),
    ChangeKind.ROLE: _("New role in the team"),
    ChangeKind.CORRECTED: _("Particulars corrected"),
    ChangeKind.PHONE: _("Phone changed"),
    ChangeKind.POSTS: _("Posts changed"),
    ChangeKind.ABSENT: _("Cannot be reached for a while"),
    ChangeKind.PRESENT: _("Can be reached again"),
    ChangeKind.MERGED: _("Two entries found to be one person"),
    ChangeKind.PARTED: _("Merged by mistake, two people again"),
}
ABSENCES = {
    AbsenceReason.WORKING_AWAY: _("Working away from home"),
    AbsenceReason.ILL: _("Ill for a long time"),
    AbsenceReason.MATERNITY: _("On maternity leave"),
    AbsenceReason.NO_PHONE: _("Has no phone"),
    AbsenceReason.DECEASED: _("Has died, roster not yet settled"),
    AbsenceReason.MOVED_OUT: _("Has moved out, roster not yet settled"),
}
BREACHES = {
    Breach.TOO_FEW: _("too few members"),
    Breach.NO_LEADER: _("no leader"),
    Breach.SEVERAL_LEADERS: _("more than one leader"),
    Breach.LEADER_POST: _("the leader does not hold the post asked for"),
    Breach.NO_DEPUTY: _("no deputy leader"),
    Breach.DEPUTY_POST: _("no deputy holds the post asked for"),
}
WEAKNESSES = {
    Weakness.SHORT: _("Please choose 6 digits or more."),
    Weakness.ONE_DIGIT: _("All digits are the same: others would guess it. Choose another one."),
    Weakness.IN_A_ROW: _("The digits are in a row: others would guess it. Choose another one."),
    Weakness.BIRTH_YEAR: _("Do not use your birth year: others know it. Choose another one."),
}
REVIEW_STAGES = {
    ReviewStage.UNDER_WAY: _("Under way"),
    ReviewStage.HANDED_IN: _("Handed in, waiting for the department"),
    ReviewStage.ACCEPTED: _("Accepted by the department"),
    ReviewStage.RETURNED: _("Returned by the department"),
}
UNIT_LEVELS = {
    Level.PROVINCE: _("Province"),
    Level.DISTRICT: _("District"),
    Level.COMMUNE: _("Commune, ward"),
    Level.VILLAGE: _("Village"),
}
FILE_FAULTS = {
    FileFault.NO_COLUMN: _("The column is missing"),
    FileFault.EMPTY: _("The file has no lines"),
    FileFault.MISSING_WORD: _("A word is missing in this column"),
    FileFault.BAD_EXTENT: _("The extent must be: toàn bộ, một phần or đổi tên"),
    FileFault.TWICE: _("The same old and new unit stand there twice"),
    FileFault.MIXED: _("A unit that goes to several new ones must say 'một phần' on every line"),
    FileFault.TWO_NAMES: _("The same new code has two names"),
}
UNIT_FAULTS = {
    UnitFault.UNKNOWN_CODE: _("No unit has this code on the day before"),
    UnitFault.CODE_TAKEN: _("This code belongs to a unit that goes on"),
    UnitFault.UNKNOWN_VILLAGE: _("The old unit has no village of this name"),
    UnitFault.SEVERAL_VILLAGES: _("The old unit has several villages of this name"),
    UnitFault.LATER_FACT: _("Something newer than that day is known of this unit already"),
}
LIKENESSES = {
    Likeness.NAME: _("the same name"),
    Likeness.BIRTH_YEAR: _("the same birth year"),
    Likeness.PHONE: _("the same phone"),
    Likeness.TEAM: _("the same team"),
    Likeness.COMMUNE: _("the same commune"),
}
