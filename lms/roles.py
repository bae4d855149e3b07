"""Who may do what: the whole of it, on one page. `flask access` prints it."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

from certificates.permissions import CertificatePermission
from courses.permissions import CoursePermission
from lms.community.permissions import CommunityPermission
from lms.notifications.permissions import NotificationPermission
from lms.org.permissions import OrgPermission
from lms.outreach.permissions import OutreachPermission
from lms.people.permissions import PeoplePermission
from lms.requirements.permissions import CoveragePermission, SignPermission
from lms.training.permissions import TrainingPermission
from quizzes.permissions import QuizPermission

# What everybody with an account may do.
EVERYONE = frozenset({PeoplePermission.OWN_ACCOUNT, CoveragePermission.HOME})
# Who keeps the roster of the unit their role holds for.
KEEPERS = frozenset(
    {
        PeoplePermission.ROSTER_READ,
        PeoplePermission.ROSTER_KEEP,
        PeoplePermission.PHONE_LOOK,
        PeoplePermission.INVITE,
        PeoplePermission.HELP,
        OrgPermission.UNIT_READ,
        OrgPermission.VILLAGE_KEEP,
    }
)
# Who plans classes and keeps their registers, in the unit their role holds for.
CLASS_KEEPERS = frozenset(
    {TrainingPermission.READ, TrainingPermission.PLAN, TrainingPermission.RECORD}
)
# Who keeps the log of visits, in the team or unit their role holds for.
VISITORS = frozenset({OutreachPermission.READ, OutreachPermission.WRITE})
# Who keeps quizzes on paper and asks people aloud, in the unit their role holds for.
EXAMINERS = frozenset(
    {
        QuizPermission.PRINT,
        QuizPermission.KEY_PAPER,
        QuizPermission.EXAMINE,
        QuizPermission.CALL_BACK,
        QuizPermission.ACCOMMODATE,
    }
)

ROLES: Mapping[str, frozenset[str]] = {
    # brought by a seat in a team
    "member": EVERYONE
    | {CoursePermission.LEARN, QuizPermission.SIT, CertificatePermission.OWN}
    | {TrainingPermission.CHECK_IN, TrainingPermission.OWN_SEAT}
    | {CommunityPermission.READ, CommunityPermission.WRITE},
    "leader": EVERYONE
    | {CoveragePermission.READ, PeoplePermission.ROSTER_READ, PeoplePermission.PHONE_LOOK}
    | {PeoplePermission.INVITE, PeoplePermission.HELP, NotificationPermission.READ}
    | {TrainingPermission.BOOK, QuizPermission.CALL_BACK, CertificatePermission.READ}
    | VISITORS,
    # granted for a unit and everything below it
    "trainer": EVERYONE
    | {CoursePermission.REVIEW, CoursePermission.WRITE, CoursePermission.APPROVE}
    | {QuizPermission.READ_KEYS, QuizPermission.WRITE}
    | {QuizPermission.STATISTICS, QuizPermission.CORRECT_KEY}
    | {CommunityPermission.READ, CommunityPermission.WRITE}
    | {CommunityPermission.TEACH, CommunityPermission.MODERATE}
    | CLASS_KEEPERS
    | EXAMINERS,
    "commune": EVERYONE
    | KEEPERS
    | CLASS_KEEPERS
    | {CoveragePermission.READ, CoveragePermission.ASK, CoveragePermission.CONFIRM}
    | {NotificationPermission.READ, NotificationPermission.PLAN}
    | {TrainingPermission.BOOK}
    | {CertificatePermission.READ, CertificatePermission.CHECK_NAME}
    | EXAMINERS
    | VISITORS,
    "department": EVERYONE
    | KEEPERS
    | CLASS_KEEPERS
    | {TrainingPermission.BOOK}
    | {CoveragePermission.READ, CoursePermission.REVIEW, CoursePermission.APPROVE}
    | {QuizPermission.STATISTICS, QuizPermission.APPROVE_KEY}
    | {CommunityPermission.READ, CommunityPermission.MODERATE}
    | EXAMINERS
    | {PeoplePermission.RULE_SET, PeoplePermission.REVIEW_DECIDE, OrgPermission.REORGANISE}
    | {PeoplePermission.INVENTORY_READ}
    | {CoveragePermission.SET, CoveragePermission.ASK, CoveragePermission.DECIDE}
    | {CoveragePermission.SEAL, CoveragePermission.PACKAGE}
    | {NotificationPermission.READ, NotificationPermission.PLAN}
    | {SignPermission.READ, SignPermission.REVIEW}
    | {CertificatePermission.READ, CertificatePermission.CHECK_NAME}
    | {CertificatePermission.ISSUE, CertificatePermission.REVOKE, CertificatePermission.SET}
    | VISITORS,
    "auditor": EVERYONE
    | {CoveragePermission.READ, CoveragePermission.PACKAGE, TrainingPermission.READ}
    | {SignPermission.READ, SignPermission.REVIEW}
    | {PeoplePermission.ROSTER_READ, PeoplePermission.AUDIT_READ, OrgPermission.UNIT_READ}
    | {PeoplePermission.INVENTORY_READ, OutreachPermission.READ, CertificatePermission.READ},
    "administrator": EVERYONE
    | {PeoplePermission.AUDIT_READ, PeoplePermission.ROLE_GRANT, PeoplePermission.INVENTORY_READ}
    | {PeoplePermission.CONDITION_READ},
}

ROLE_WORDS = {
    "member": _("Member"),
    "leader": _("Team leader"),
    "trainer": _("Trainer"),
    "commune": _("Commune officer"),
    "department": _("Department officer"),
    "auditor": _("Auditor (reads, and notes what was looked at)"),
    "administrator": _("Administrator"),
}

PERMISSION_WORDS: Mapping[str, object] = {
    PeoplePermission.OWN_ACCOUNT: _("See their own account"),
    CoveragePermission.HOME: _("Open the home page"),
    NotificationPermission.READ: _("See messages to people, where the role holds"),
    NotificationPermission.PLAN: _("Write the messages of a day, where the role holds"),
    CoursePermission.LEARN: _("Learn modules"),
    QuizPermission.SIT: _("Sit quizzes"),
    CertificatePermission.OWN: _("See their own certificates"),
    CertificatePermission.READ: _("See certificates of others, where the role holds"),
    CertificatePermission.CHECK_NAME: _(
        "Say how a member's name is printed on certificates, where the role holds"
    ),
    CertificatePermission.ISSUE: _("Issue certificates by a decision, take back signed ones"),
    CertificatePermission.REVOKE: _("Revoke and replace certificates, void numbers"),
    CertificatePermission.SET: _("Set what earns a certificate, who issues it, how it looks"),
    CoveragePermission.READ: _("See who is trained, where the role holds"),
    CoveragePermission.SET: _("Open a training year and set what it asks for"),
    CoveragePermission.ASK: _("Ask for exemptions and enter outside courses, where the role holds"),
    CoveragePermission.DECIDE: _("Decide on exemptions and outside courses of others"),
    CoveragePermission.CONFIRM: _("Confirm the yearly result of a commune"),
    CoveragePermission.SEAL: _("Accept the results of communes and seal the year"),
    CoveragePermission.PACKAGE: _("Take the sealed package of a year; each time is logged"),
    SignPermission.READ: _("See signs to look at again, where the role holds"),
    SignPermission.REVIEW: _("Note that a sign was looked at, and what came of it"),
    CoursePermission.REVIEW: _("See drafts and points to confirm"),
    CoursePermission.WRITE: _("Write modules and lessons, publish what others approved"),
    CoursePermission.APPROVE: _(
        "Review modules others wrote, approve them, confirm points, withdraw"
    ),
    QuizPermission.READ_KEYS: _("See the right answers of quiz items"),
    QuizPermission.WRITE: _("Write and take in quiz items, make quizzes of them"),
    QuizPermission.STATISTICS: _("See how questions fare"),
    QuizPermission.CORRECT_KEY: _("Propose that a wrong answer key be corrected"),
    QuizPermission.APPROVE_KEY: _("Decide on corrected answer keys proposed by others"),
    QuizPermission.PRINT: _("Print quizzes on paper"),
    QuizPermission.KEY_PAPER: _("Key in quizzes sat on paper, where the role holds"),
    QuizPermission.EXAMINE: _("Ask quiz questions aloud, where the role holds"),
    QuizPermission.CALL_BACK: _("See who asks to be called about a quiz, where the role holds"),
    QuizPermission.ACCOMMODATE: _("Give somebody more time or tries, where the role holds"),
    TrainingPermission.READ: _("See classes and who attended, where the role holds"),
    TrainingPermission.PLAN: _("Plan classes, where the role holds"),
    TrainingPermission.CHECK_IN: _("Check in to a class by the code in the hall"),
    TrainingPermission.OWN_SEAT: _("See classes to come and keep a seat for oneself"),
    TrainingPermission.BOOK: _("Keep seats in classes to come for others, where the role holds"),
    TrainingPermission.RECORD: _("Enter who attended, sign and correct registers"),
    OutreachPermission.READ: _("See visits of teams and their sums, where the role holds"),
    OutreachPermission.WRITE: _("Enter and correct visits of teams, where the role holds"),
    CommunityPermission.READ: _("Read questions of members and good practice, report them"),
    CommunityPermission.WRITE: _("Ask, answer and share good practice"),
    CommunityPermission.TEACH: _("Answer questions as a trainer, mark the best answer"),
    CommunityPermission.MODERATE: _("Let good practice through; hide or show what members write"),
    PeoplePermission.CONDITION_READ: _("See how the system is: what works, what should be mended"),
    PeoplePermission.AUDIT_READ: _("See the audit log and who may do what"),
    PeoplePermission.ROSTER_READ: _("See the roster, where the role holds"),
    PeoplePermission.ROSTER_KEEP: _("Keep the roster, where the role holds"),
    PeoplePermission.PHONE_LOOK: _("Look at a full phone number; each look is logged"),
    PeoplePermission.RULE_SET: _("Set how teams must be made up"),
    PeoplePermission.INVITE: _("Give members a slip to choose their PIN, where the role holds"),
    PeoplePermission.HELP: _("Help a member learn on the helper's phone, where the role holds"),
    PeoplePermission.ROLE_GRANT: _("Give and take back roles, end sign-ins and accounts"),
    PeoplePermission.INVENTORY_READ: _("See which personal data is kept, why and how long"),
    OrgPermission.UNIT_READ: _("See units and what they were called before"),
    OrgPermission.VILLAGE_KEEP: _("Enter, rename, merge and move villages, where the role holds"),
    OrgPermission.REORGANISE: _("Enact and undo a reorganisation of units"),
    PeoplePermission.REVIEW_DECIDE: _("Accept or return the yearly review of a commune"),
}
