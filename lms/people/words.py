"""The words people see for roles in a team, posts, changes, absences and breaches."""

from flask_babel import lazy_gettext as _

from lms.core.legacy_text import Encoding
from lms.org.models import Level
from lms.org.reorganising import UnitFault
from lms.org.rules import FileFault
from lms.people.imports.layout import Field
from lms.people.imports.rows import Doubt
from lms.people.imports.verdicts import Fact, Verdict
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
    Level.NATION: _("Whole country"),
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
FIELDS = {
    Field.NAME: _("Full name"),
    Field.BIRTH: _("Birth date or year"),
    Field.SEX: _("Sex (Nam or Nữ)"),
    Field.MALE: _("Ticked when male"),
    Field.FEMALE: _("Ticked when female"),
    Field.COMMUNE: _("Commune, ward"),
    Field.VILLAGE: _("Village"),
    Field.TEAM: _("Name of the team"),
    Field.ROLE: _("Role in the team"),
    Field.POSTS: _("Posts held"),
    Field.PHONE: _("Phone"),
    Field.NOTE: _("Note"),
}
VERDICTS = {
    Verdict.NEW: _("New"),
    Verdict.CHANGED: _("Changed"),
    Verdict.DOUBTFUL: _("Doubtful"),
    Verdict.WRONG: _("Wrong"),
    Verdict.SAME: _("The same"),
}
FACTS = {
    Fact.NAME: _("name"),
    Fact.BIRTH: _("birth year"),
    Fact.SEX: _("sex"),
    Fact.ROLE: _("role in the team"),
    Fact.POSTS: _("posts"),
    Fact.PHONE: _("phone"),
    Fact.TEAM: _("team"),
}
ENCODINGS = {
    Encoding.UNICODE: _("Unicode (as usual today)"),
    Encoding.TCVN3: _("Old font .VnTime (TCVN3)"),
    Encoding.VNI: _("Old font VNI-Times"),
}
DOUBTS = {
    Doubt.NO_NAME: _("there is no name"),
    Doubt.BAD_PHONE: _("the phone number cannot be read"),
    Doubt.TWO_PHONES: _("two phone numbers: the first one is taken"),
    Doubt.BAD_BIRTH: _("the birth year cannot be read"),
    Doubt.LOST_LETTER: _("a letter was lost in the old font: check the name"),
    Doubt.NO_TEAM: _("no village or team is named"),
    Doubt.UNKNOWN_TEAM: _("no team of that village is on your roster"),
    Doubt.SEVERAL_TEAMS: _("several teams fit: name the commune"),
    Doubt.TWICE: _("stands twice in the file"),
    Doubt.OTHER_TEAM: _("somebody of that name is in another team of the commune"),
    Doubt.SEVERAL_PEOPLE: _("several people of that name are in the team"),
    Doubt.OTHER_BIRTH: _("somebody of that name has another birth year"),
    Doubt.HAD_LEFT: _("somebody of that name had left the roster"),
    Doubt.UNDECIDED: _("was doubtful and not decided"),
    Doubt.SKIPPED: _("was doubtful and left out"),
    Doubt.REFUSED: _("a rule forbids it"),
}
