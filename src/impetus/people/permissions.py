"""Who may do what: one small table."""

from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What a person is in an agency."""

    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    ANALYST = "analyst"
    IT_SECURITY = "it_security"
    OFFICER = "officer"
    TRAINER = "trainer"


class Permission(StrEnum):
    """Something that a route asks for."""

    SEE_OPERATIONS = "see_operations"
    """Alerts, the map, sensors, the state of the city."""
    JUDGE_ALERTS = "judge_alerts"
    """Acknowledge, judge, take over, close."""
    OVERRULE = "overrule"
    """Act on what somebody else holds."""
    SEE_TOOLS = "see_tools"
    CHANGE_TOOLS = "change_tools"
    """Settings and the kill switch."""
    SEE_SOURCES = "see_sources"
    CHANGE_SOURCES = "change_sources"
    """Sources, their mappings and tokens."""
    SET_CLOCK = "set_clock"
    """The clock of a demonstration, a replay or an exercise."""
    SEE_AUDIT = "see_audit"
    MANAGE_PEOPLE = "manage_people"


_P = Permission
_WATCH = frozenset({_P.SEE_OPERATIONS, _P.SEE_TOOLS, _P.SEE_SOURCES})

TABLE: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SUPERVISOR: _WATCH | {_P.JUDGE_ALERTS, _P.OVERRULE, _P.CHANGE_TOOLS, _P.SET_CLOCK, _P.SEE_AUDIT},
    Role.OPERATOR: _WATCH | {_P.JUDGE_ALERTS},
    Role.ANALYST: _WATCH | {_P.JUDGE_ALERTS},
    Role.IT_SECURITY: _WATCH | {_P.JUDGE_ALERTS, _P.CHANGE_SOURCES, _P.CHANGE_TOOLS},
    Role.OFFICER: _WATCH | {_P.SEE_AUDIT},
    Role.TRAINER: _WATCH | {_P.SET_CLOCK},
}
"""The oversight officer sees and audits but never acts on alerts; a trainer moves only clocks."""


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in TABLE.get(Role(role), frozenset()) if role in set(Role) else False
