"""The words that policies are written in: roles, permissions (Cedar's actions), purposes, classes of resources.

`REACH` says what each permission reads and writes. The policies (`policies/*.cedar`) decide who has it for which
purpose, and the wall in the database is compiled from both.
"""

from enum import StrEnum
from typing import Final, NamedTuple


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
    ADVISOR = "advisor"
    """From outside, a guest of oversight: reads and never writes."""


class Purpose(StrEnum):
    """Why data is looked at. A session declares one."""

    URBAN_SAFETY = "urban_safety"
    INVESTIGATION = "investigation"
    """Needs a case."""
    CYBER_DEFENCE = "cyber_defence"
    ADMINISTRATION = "administration"
    OVERSIGHT = "oversight"
    SUBJECT_RIGHTS = "subject_rights"
    TRAINING = "training"
    """Sees nothing live."""


class Resource(StrEnum):
    """Classes of what is looked at or changed."""

    ALERT = "alert"
    EVIDENCE = "evidence"
    """What alerts show."""
    INCIDENT = "incident"
    INCIDENT_EVIDENCE = "incident_evidence"
    OBSERVATION = "observation"
    """Series and history."""
    SENSOR = "sensor"
    SOURCE = "source"
    TOOL = "tool"
    PROCEDURE = "procedure"
    SHIFT = "shift"
    """Desks and the roster."""
    HANDOVER = "handover"
    """Who is at a desk, what is handed over, notes for the next."""
    PERSON = "person"
    """Accounts of people of the agency."""
    CHANNEL = "channel"
    WARNING = "warning"
    FIGURES = "figures"
    SEARCH = "search"
    AUDIT = "audit"
    GRANT = "grant"
    UNMASKED_ITEM = "unmasked_item"
    """The original of what is masked. Needs a case and a grant."""
    CASE = "case"
    ASSESSMENT = "assessment"
    RECORD = "record"
    """The record of processing."""
    REGISTER = "register"
    SUBJECT_REQUEST = "subject_request"
    BREACH = "breach"
    RETENTION = "retention"
    KEY = "key"
    POLICY = "policy"


class Permission(StrEnum):
    """Something that a route asks for."""

    SEE_COLLEAGUES = "see_colleagues"
    """Names of the people of one's own agency."""
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
    """Merge, split, share, close."""
    SET_INCIDENTS = "set_incidents"
    """The agency's goals, sharing rules and days of evidence."""
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
    SEE_CASES = "see_cases"
    OPEN_CASES = "open_cases"
    """Open and close cases of an investigation."""
    ASK_UNMASKING = "ask_unmasking"
    APPROVE_UNMASKING = "approve_unmasking"
    """Allow or refuse what somebody else asked to unmask. Never an administrator's."""
    OVERRIDE_MASKING = "override_masking"
    """In an emergency: unmask at once, loudly, and be reviewed."""
    REVIEW_OVERRIDE = "review_override"
    """Say whether an override was right. Officers only."""
    SEE_UNMASKED = "see_unmasked"
    """Read the original of a masked item under a grant."""
    LOCK_EVIDENCE = "lock_evidence"
    """Stop the clock of deletion, by name and reason."""
    MANAGE_RETENTION = "manage_retention"
    """Tighten how long things are kept."""
    ASSESS = "assess"
    """Write assessments. Officers advise and never write them."""
    ADVISE_ASSESSMENT = "advise_assessment"
    """Give an officer's opinion of an assessment."""
    DECIDE_ASSESSMENT = "decide_assessment"
    """Decide on an assessment for the controller. Never an officer's."""
    SEE_OVERSIGHT = "see_oversight"
    SEE_REQUESTS = "see_requests"
    """The register of requests of data subjects. Not a guest's."""
    APPROVE_OFFICERS = "approve_officers"
    """Let somebody whom an administrator invited become an officer or advisor. Officers only."""
    SEE_REGISTER_PREVIEW = "see_register_preview"
    MANAGE_RIGHTS = "manage_rights"
    """Requests of data subjects."""
    MANAGE_BREACHES = "manage_breaches"
    PAUSE_TOOLS = "pause_tools"
    """An officer's stop of a tool, with a reason."""
    SET_PURPOSES = "set_purposes"
    """The agency's words and legal basis of purposes."""


class Reach(NamedTuple):
    """What a permission reads and writes; what it writes it reads as well. The first class is what it is about."""

    about: Resource
    reads: frozenset[Resource] = frozenset()
    writes: frozenset[Resource] = frozenset()


_R, _P = Resource, Permission


def _reach(about: Resource, *reads: Resource, writes: tuple[Resource, ...] = ()) -> Reach:
    return Reach(about, frozenset({about, *reads, *writes}), frozenset(writes))


REACH: Final[dict[Permission, Reach]] = {
    _P.SEE_COLLEAGUES: _reach(_R.PERSON),
    _P.SEE_OPERATIONS: _reach(
        _R.ALERT, _R.EVIDENCE, _R.OBSERVATION, _R.SENSOR, _R.SOURCE, _R.TOOL, _R.SEARCH, _R.FIGURES, _R.SHIFT,
        _R.WARNING,
    ),
    _P.JUDGE_ALERTS: _reach(_R.ALERT, _R.EVIDENCE, writes=(_R.ALERT, _R.FIGURES, _R.HANDOVER)),
    _P.OVERRULE: _reach(_R.ALERT, writes=(_R.ALERT, _R.FIGURES)),
    _P.SILENCE: _reach(_R.ALERT, writes=(_R.ALERT,)),
    _P.SET_TRIAGE: _reach(_R.TOOL, writes=(_R.TOOL,)),
    _P.SEE_INCIDENTS: _reach(_R.INCIDENT, _R.INCIDENT_EVIDENCE, _R.SEARCH),
    _P.WORK_INCIDENTS: _reach(_R.INCIDENT, writes=(_R.INCIDENT, _R.INCIDENT_EVIDENCE)),
    _P.LEAD_INCIDENTS: _reach(_R.INCIDENT, writes=(_R.INCIDENT, _R.INCIDENT_EVIDENCE)),
    _P.SET_INCIDENTS: _reach(_R.INCIDENT, writes=(_R.INCIDENT,)),
    _P.SEE_PROCEDURES: _reach(_R.PROCEDURE),
    _P.CHANGE_PROCEDURES: _reach(_R.PROCEDURE, writes=(_R.PROCEDURE,)),
    _P.SEE_SHIFTS: _reach(_R.SHIFT, _R.HANDOVER),
    _P.MANAGE_SHIFTS: _reach(_R.SHIFT, writes=(_R.SHIFT,)),
    _P.SEE_FIGURES: _reach(_R.FIGURES),
    _P.SEE_CHANNELS: _reach(_R.CHANNEL, _R.WARNING),
    _P.MANAGE_CHANNELS: _reach(_R.CHANNEL, writes=(_R.CHANNEL,)),
    _P.WARN_PUBLIC: _reach(_R.WARNING, writes=(_R.WARNING,)),
    _P.SHARE_LINKS: _reach(_R.ALERT),
    _P.EXPORT: _reach(_R.SEARCH),
    _P.SEE_TOOLS: _reach(_R.TOOL, _R.ASSESSMENT),
    _P.ASK_TOOLS: _reach(_R.TOOL),
    _P.CHANGE_TOOLS: _reach(_R.TOOL, _R.ASSESSMENT, writes=(_R.TOOL,)),
    _P.SEE_SOURCES: _reach(_R.SOURCE, _R.SENSOR),
    _P.CHANGE_SOURCES: _reach(_R.SOURCE, writes=(_R.SOURCE, _R.SENSOR)),
    _P.SET_CLOCK: _reach(_R.TOOL),
    _P.SEE_AUDIT: _reach(_R.AUDIT),
    _P.MANAGE_PEOPLE: _reach(_R.PERSON, writes=(_R.PERSON,)),
    _P.SEE_CASES: _reach(_R.CASE),
    _P.OPEN_CASES: _reach(_R.CASE, writes=(_R.CASE,)),
    _P.ASK_UNMASKING: _reach(_R.GRANT, _R.CASE, writes=(_R.GRANT,)),
    _P.APPROVE_UNMASKING: _reach(_R.GRANT, _R.CASE, writes=(_R.GRANT,)),
    _P.OVERRIDE_MASKING: _reach(_R.GRANT, _R.CASE, writes=(_R.GRANT,)),
    _P.REVIEW_OVERRIDE: _reach(_R.GRANT, _R.CASE, writes=(_R.GRANT,)),
    _P.SEE_UNMASKED: _reach(_R.UNMASKED_ITEM, _R.KEY),
    _P.LOCK_EVIDENCE: _reach(_R.RETENTION, writes=(_R.RETENTION, _R.INCIDENT_EVIDENCE)),
    _P.MANAGE_RETENTION: _reach(_R.RETENTION, writes=(_R.RETENTION, _R.KEY)),
    _P.ASSESS: _reach(_R.ASSESSMENT, _R.RECORD, _R.REGISTER, _R.TOOL, writes=(_R.ASSESSMENT, _R.RECORD, _R.REGISTER)),
    _P.ADVISE_ASSESSMENT: _reach(_R.ASSESSMENT, writes=(_R.ASSESSMENT,)),
    _P.DECIDE_ASSESSMENT: _reach(_R.ASSESSMENT, writes=(_R.ASSESSMENT,)),
    _P.SEE_OVERSIGHT: _reach(
        _R.POLICY, _R.GRANT, _R.ASSESSMENT, _R.RECORD, _R.REGISTER, _R.RETENTION, _R.BREACH, _R.FIGURES, _R.TOOL,
    ),
    _P.SEE_REQUESTS: _reach(_R.SUBJECT_REQUEST),
    _P.APPROVE_OFFICERS: _reach(_R.PERSON),
    _P.SEE_REGISTER_PREVIEW: _reach(_R.REGISTER),
    _P.MANAGE_RIGHTS: _reach(
        _R.SUBJECT_REQUEST, _R.ALERT, _R.EVIDENCE, _R.FIGURES, _R.INCIDENT, _R.INCIDENT_EVIDENCE, _R.SEARCH, _R.SHIFT,
        _R.HANDOVER, _R.PERSON,
        writes=(
            _R.SUBJECT_REQUEST, _R.RETENTION, _R.ALERT, _R.FIGURES, _R.INCIDENT, _R.INCIDENT_EVIDENCE, _R.SHIFT,
            _R.HANDOVER, _R.PERSON,
        ),
    ),
    _P.MANAGE_BREACHES: _reach(_R.BREACH, writes=(_R.BREACH,)),
    _P.PAUSE_TOOLS: _reach(_R.TOOL, writes=(_R.TOOL,)),
    _P.SET_PURPOSES: _reach(_R.POLICY, writes=(_R.POLICY,)),
}  # fmt: skip
