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
    FIELD_RESPONDER = "field_responder"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ETHICS_OFFICER = "ethics_officer"
    TRAINER = "trainer"
    OBSERVER = "observer"


class Permission(StrEnum):
    """Something that a route asks for."""

    SEE_OPERATIONS = "see_operations"
    """Alerts, the map, sensors, the state of the city."""
    JUDGE_ALERTS = "judge_alerts"
    """Acknowledge, judge, take over, close."""
    OVERRULE = "overrule"
    """Act on what somebody else holds."""
    SILENCE = "silence"
    """Silence a source or a sensor for a time, with a reason."""
    SET_TRIAGE = "set_triage"
    """The agency's rules and budget of triage."""
    SEE_INCIDENTS = "see_incidents"
    WORK_INCIDENTS = "work_incidents"
    """Open incidents, write in them, work on tasks, answer steps of procedures."""
    LEAD_INCIDENTS = "lead_incidents"
    """Merge, split, share, close; lock evidence."""
    SEE_PROCEDURES = "see_procedures"
    CHANGE_PROCEDURES = "change_procedures"
    SEE_SHIFTS = "see_shifts"
    MANAGE_SHIFTS = "manage_shifts"
    """The roster, and other people's handovers."""
    SEE_FIGURES = "see_figures"
    SEE_CHANNELS = "see_channels"
    MANAGE_CHANNELS = "manage_channels"
    """Ways out, rules of notification, escalation."""
    WARN_PUBLIC = "warn_public"
    """Draft and release public warnings; the one who drafts never releases."""
    SHARE_LINKS = "share_links"
    """Links for responders in the field."""
    EXPORT = "export"
    """Take lists, reports and formats out of the platform."""
    SEE_TOOLS = "see_tools"
    ASK_TOOLS = "ask_tools"
    """Questions to tools: a plan, an investigation."""
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
_WATCH = frozenset(
    {
        _P.SEE_OPERATIONS,
        _P.SEE_TOOLS,
        _P.SEE_SOURCES,
        _P.SEE_INCIDENTS,
        _P.SEE_PROCEDURES,
        _P.SEE_SHIFTS,
        _P.SEE_FIGURES,
    }
)
_DESK = _WATCH | {_P.JUDGE_ALERTS, _P.ASK_TOOLS, _P.SILENCE, _P.WORK_INCIDENTS, _P.SHARE_LINKS, _P.EXPORT}

TABLE: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMINISTRATOR: frozenset(Permission),
    Role.SUPERVISOR: _DESK
    | {
        _P.OVERRULE,
        _P.SET_TRIAGE,
        _P.LEAD_INCIDENTS,
        _P.CHANGE_PROCEDURES,
        _P.MANAGE_SHIFTS,
        _P.SEE_CHANNELS,
        _P.WARN_PUBLIC,
        _P.CHANGE_TOOLS,
        _P.SET_CLOCK,
        _P.SEE_AUDIT,
    },
    Role.OPERATOR: _DESK,
    Role.ANALYST: _DESK,
    Role.IT_SECURITY: _DESK | {_P.CHANGE_SOURCES, _P.CHANGE_TOOLS, _P.SEE_CHANNELS},
    Role.FIELD_RESPONDER: frozenset({_P.SEE_OPERATIONS, _P.SEE_INCIDENTS, _P.WORK_INCIDENTS, _P.SEE_PROCEDURES}),
    Role.DATA_PROTECTION_OFFICER: _WATCH | {_P.SEE_AUDIT, _P.EXPORT},
    Role.ETHICS_OFFICER: _WATCH | {_P.SEE_AUDIT, _P.EXPORT},
    Role.TRAINER: _WATCH | {_P.SET_CLOCK, _P.CHANGE_PROCEDURES},
    Role.OBSERVER: _WATCH,
}
"""Officers see and audit but never act on alerts; a trainer moves only clocks; an observer only looks."""


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in TABLE.get(Role(role), frozenset()) if role in set(Role) else False
