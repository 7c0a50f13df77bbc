"""What of the law itself has a period: requests of persons with their key, grants, cases, breaches, assessments."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.law.rights.records import CATEGORY
from impetus.storage.retention import Table

RETAINED: Final[list[Retained]] = [
    Table(
        CATEGORY,
        "subject_request",
        at="t.closed_at",
        over="t.closed_at IS NOT NULL",
        scope="t.id",
        keys=CATEGORY,
        hanging=(("subject_request_event", "request"), ("subject_request_item", "request")),
    ).retained(),
    # an override that nobody reviewed waits for its review
    Table(
        "unmask_grant",
        "unmask_grant",
        at="coalesce(t.ended_at, t.expires_at, t.decided_at, t.asked_at)",
        over="NOT t.override OR t.reviewed_at IS NOT NULL",
        scope="t.case_id",
    ).retained(),
    # a case goes after the last grant that was given under it
    Table(
        "case_file",
        "case_file",
        at="coalesce(t.closed_at, t.ends_at)",
        over="NOT EXISTS (SELECT FROM unmask_grant g WHERE g.agency_id = t.agency_id AND g.case_id = t.id)",
        scope="t.id",
    ).retained(),
    Table(
        "breach",
        "breach",
        at="t.closed_at",
        over="t.closed_at IS NOT NULL",
        hanging=(("breach_event", "breach"),),
    ).retained(),
    # what is in force, or still a draft, has no end; a decided version has the end it was given
    Table(
        "assessment",
        "assessment",
        at="coalesce(t.valid_until, t.decided_at, t.changed_at)",
        over="t.state IN ('replaced', 'refused')",
        hanging=(("assessment_version", "assessment"),),
    ).retained(),
]
