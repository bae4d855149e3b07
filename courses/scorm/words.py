"""The words people see for packages: what is wrong with one, and how far somebody is."""

from flask_babel import lazy_gettext as _

from courses.scorm.manifest import Standard
from courses.scorm.packing import Fault

STANDARDS = {Standard.V1_2: "SCORM 1.2", Standard.V2004: "SCORM 2004"}
# What is wrong, where (%(where)s) and what to do.
FAULTS = {
    Fault.NOT_ZIP: _(
        "This is no ZIP file. Export the lesson as a SCORM package and send that ZIP."
    ),
    Fault.DAMAGED: _("“%(where)s” in the ZIP is damaged. Export the package again."),
    Fault.LOCKED: _("“%(where)s” is locked with a password. Export the package without one."),
    Fault.TOO_MANY: _("There are too many files in this ZIP. A package may hold 5,000."),
    Fault.TOO_LARGE: _(
        "The ZIP would be too large when unpacked (“%(where)s”). Use smaller pictures and films: "
        "all files together may have 200 MB, one of them 60 MB."
    ),
    Fault.WAY_OUT: _(
        "“%(where)s” points out of the package. No honest tool writes such names: "
        "ask where this ZIP came from, and export it again."
    ),
    Fault.LINK: _(
        "“%(where)s” is a link to another file. Export the package again with real files."
    ),
    Fault.TWICE: _("“%(where)s” is in the ZIP twice. Export the package again."),
    Fault.NO_MANIFEST: _(
        "There is no imsmanifest.xml in this ZIP, so it is no SCORM package. "
        "In your authoring tool choose “SCORM 1.2” or “SCORM 2004” when you export."
    ),
    Fault.FOLDED: _(
        "imsmanifest.xml lies in the folder “%(where)s”. "
        "Put the contents of that folder into a ZIP, not the folder itself."
    ),
    Fault.MANIFEST: _("imsmanifest.xml cannot be read (line %(where)s). Export the package again."),
    Fault.STANDARD: _(
        "imsmanifest.xml names neither SCORM 1.2 nor SCORM 2004 (“%(where)s”). "
        "Choose one of the two when you export."
    ),
    Fault.NO_ACTIVITY: _(
        "imsmanifest.xml lists nothing to do, or more than 200 things. Export the package again."
    ),
    Fault.NO_FILE: _(
        "The page “%(where)s”, with which an activity begins, is not in the ZIP. "
        "Export the package again."
    ),
    Fault.ELSEWHERE: _(
        "An activity begins on another website (“%(where)s”). "
        "Export a package that holds its own pages."
    ),
}
