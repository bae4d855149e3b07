"""Lesson packages of other tools (SCORM 1.2 and 2004): taken in, played apart, reported."""
