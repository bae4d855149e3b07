"""What one may do with people."""

from enum import StrEnum


class PeoplePermission(StrEnum):
    """Names of permissions, each with its sentence in lms/roles.py."""

    OWN_ACCOUNT = "people:account:own"
    AUDIT_READ = "core:audit:read"
    CONDITION_READ = "core:condition:read"
    ROSTER_READ = "people:roster:read"
    ROSTER_KEEP = "people:roster:keep"
    PHONE_LOOK = "people:phone:look"
    RULE_SET = "people:rule:set"
    INVITE = "people:account:invite"
    REVIEW_DECIDE = "people:review:decide"
    HELP = "people:learner:help"
    ROLE_GRANT = "people:role:grant"
    INVENTORY_READ = "people:inventory:read"
