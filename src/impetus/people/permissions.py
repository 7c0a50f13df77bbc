"""Who may do what: one small table."""

from typing import Final

from impetus.policy.vocabulary import Permission, Role

__all__ = ["NOT_ADMINISTRATORS", "TABLE", "Permission", "Role", "may"]

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
_DESK = _WATCH | {
    _P.JUDGE_ALERTS,
    _P.ASK_TOOLS,
    _P.SILENCE,
    _P.WORK_INCIDENTS,
    _P.SHARE_LINKS,
    _P.EXPORT,
    _P.ASK_UNMASKING,
    _P.OVERRIDE_MASKING,
    _P.SEE_UNMASKED,
}
_OVERSEE = frozenset({_P.SEE_AUDIT, _P.EXPORT, _P.SEE_OVERSIGHT, _P.SEE_REGISTER_PREVIEW})
_OFFICER = _WATCH | _OVERSEE | {_P.REVIEW_OVERRIDE, _P.ADVISE_ASSESSMENT, _P.PAUSE_TOOLS}
NOT_ADMINISTRATORS: Final = frozenset(
    {_P.ASK_UNMASKING, _P.APPROVE_UNMASKING, _P.OVERRIDE_MASKING, _P.REVIEW_OVERRIDE, _P.SEE_UNMASKED,
     _P.ADVISE_ASSESSMENT, _P.MANAGE_RIGHTS}
)  # fmt: skip
"""What the law keeps apart from running the installation."""

TABLE: Final[dict[Role, frozenset[Permission]]] = {
    Role.ADMINISTRATOR: frozenset(Permission) - NOT_ADMINISTRATORS,
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
        _P.APPROVE_UNMASKING,
        _P.LOCK_EVIDENCE,
        _P.OPEN_CASES,
        _P.ASSESS,
        _P.SEE_OVERSIGHT,
        _P.SEE_REGISTER_PREVIEW,
    },
    Role.OPERATOR: _DESK,
    Role.ANALYST: _DESK | {_P.OPEN_CASES, _P.LOCK_EVIDENCE},
    Role.IT_SECURITY: _DESK | {_P.CHANGE_SOURCES, _P.CHANGE_TOOLS, _P.SEE_CHANNELS, _P.MANAGE_BREACHES},
    Role.FIELD_RESPONDER: frozenset({_P.SEE_OPERATIONS, _P.SEE_INCIDENTS, _P.WORK_INCIDENTS, _P.SEE_PROCEDURES}),
    Role.DATA_PROTECTION_OFFICER: _OFFICER
    | {
        _P.APPROVE_UNMASKING,
        _P.ASK_UNMASKING,
        _P.SEE_UNMASKED,
        _P.LOCK_EVIDENCE,
        _P.MANAGE_RETENTION,
        _P.MANAGE_RIGHTS,
        _P.MANAGE_BREACHES,
    },
    Role.ETHICS_OFFICER: _OFFICER,
    Role.TRAINER: _WATCH | {_P.SET_CLOCK, _P.CHANGE_PROCEDURES},
    Role.OBSERVER: _WATCH,
    Role.ADVISOR: _OVERSEE - {_P.EXPORT} | {_P.SEE_TOOLS, _P.SEE_FIGURES},
}
"""Officers see and audit but never act on alerts; a trainer moves only clocks; an observer only looks."""


def may(role: str, permission: Permission) -> bool:
    """Whether a role has a permission; an unknown role has none."""
    return permission in TABLE.get(Role(role), frozenset()) if role in set(Role) else False
