"""What happens when …: fact → listeners, place on a page → panels, kind of a job → function."""

from __future__ import annotations

import certificates.jobs
import certificates.listeners
import certificates.panels
import courses.listeners
import courses.panels
import lms.admin.jobs
import lms.community.panels
import lms.keeping.operations
import lms.notifications.jobs
import lms.notifications.listeners
import lms.notifications.panels
import lms.outreach.panels
import lms.people.jobs
import lms.requirements.jobs
import lms.requirements.listeners
import lms.requirements.panels
import lms.training.listeners
import quizzes.jobs
import quizzes.panels
from certificates.facts import CertificateIssued
from courses.facts import ModuleCompleted
from lms.core.exports import MAKE, Listed, make
from lms.core.facts import Listeners
from lms.core.jobs.asking import JobFunction
from lms.core.panels import Panels
from lms.org.facts import UnitsMoved
from lms.people.facts import PeopleMerged, RostersChanged
from lms.training.facts import AttendancesRecorded
from quizzes.facts import AttemptMarked, AttemptTaken

LISTENERS: Listeners = {
    AttemptTaken: [
        courses.listeners.on_attempt_taken,
        lms.training.listeners.on_attempt_taken,
    ],
    AttemptMarked: [courses.listeners.on_attempt_marked],
    ModuleCompleted: [
        certificates.listeners.on_module_completed,
        lms.requirements.listeners.on_module_completed,
    ],
    CertificateIssued: [lms.notifications.listeners.on_certificate_issued],
    PeopleMerged: [lms.requirements.listeners.on_people_merged],
    RostersChanged: [lms.requirements.listeners.on_rosters_changed],
    UnitsMoved: [lms.requirements.listeners.on_units_moved],
    AttendancesRecorded: [
        certificates.listeners.on_attendances_recorded,
        lms.requirements.listeners.on_attendances_recorded,
    ],
}

PANELS: Panels = {
    "quiz result": [certificates.panels.on_result_page],
    "quiz standing": [quizzes.panels.on_result],
    "home": [
        courses.panels.on_home,
        lms.notifications.panels.on_home,
        quizzes.panels.on_home,
        lms.outreach.panels.on_home,
        lms.community.panels.on_home,
    ],
    "home later": [certificates.panels.on_home],
    "module": [certificates.panels.on_module],
    "lesson": [lms.community.panels.on_lesson],
    "catalogue": [
        lms.requirements.panels.on_catalogue,
        lms.community.panels.on_catalogue,
    ],
    "manuscripts": [lms.community.panels.on_home],
    "staff home": [courses.panels.on_staff_home],
    "corrected result": [certificates.panels.on_corrected_result],
    "item reference": [courses.panels.on_item_reference],
    "account": [lms.notifications.panels.on_account],
    "coverage": [lms.outreach.panels.on_coverage],
    "team": [certificates.panels.on_team, lms.outreach.panels.on_team],
}

EXPORTS: dict[str, Listed] = {
    lms.people.jobs.ROSTER: lms.people.jobs.roster_list,
    certificates.jobs.ISSUED: certificates.jobs.issued_list,
}

JOBS: dict[str, JobFunction] = {
    MAKE: make,
    certificates.jobs.BATCH: certificates.jobs.work_batch,
    "certificates.documents": certificates.jobs.make_documents,
    quizzes.jobs.CORRECTION: quizzes.jobs.approve_key,
    "quizzes.close": quizzes.jobs.close_attempts,
    lms.people.jobs.IMPORT: lms.people.jobs.take_over,
    lms.requirements.jobs.SEAL: lms.requirements.jobs.seal_year,
    "requirements.roll": lms.requirements.jobs.roll_tallies,
    "notifications.remind": lms.notifications.jobs.remind,
    "privacy.blank": lms.admin.jobs.blank_old,
    "keeping.backup": lms.keeping.operations.scheduled,
}

# The commands a copy that was brought back must pass: every figure, every kept document.
CHECKS = (("coverage", "recount", "--check"), ("certificates", "check"))
