"""What the routes of the audit log take and give."""

from typing import Any

from pydantic import BaseModel


class AuditCaseOut(BaseModel):
    """The case that the session had declared."""

    id: str
    reference: str


class AuditEntryOut(BaseModel):
    """One line of the log.

    `sentence` says it in the reader's language; `actor` (`person:…`, `tool:…`, `platform`), `what` and `subject` are
    the ids behind it. `seq` is its place in the chain and `hash` its leaf, null until it is linked. `forgotten`: its
    period is over; who did it, to whom and why is empty, and the hash alone holds its place.
    """

    id: int
    at: str
    sentence: str
    actor: str
    actor_name: str
    role: str
    role_name: str
    what: str
    operation: str
    operation_name: str
    subject: str
    subject_name: str
    purpose: str
    purpose_name: str
    case: AuditCaseOut | None
    reason: str
    recipient: str
    recipient_name: str
    address: str
    detail: dict[str, Any]
    seq: int | None
    hash: str | None
    forgotten: bool


class AuditPage(BaseModel):
    """Entries, newest first."""

    items: list[AuditEntryOut]
    next: str | None


class AuditOperationOut(BaseModel):
    """An operation in the sense of the law, and its name."""

    id: str
    name: str


class AuditCheckpointOut(BaseModel):
    """A signed checkpoint; `note` is the text that a second party keeps."""

    size: int
    at: str
    note: str


class AuditStateOut(BaseModel):
    """`entries` hang in the chain; `key` is the public key of the checkpoints, which are told oldest first.

    `whole` and `checked_at` are of the last verification, null before the first.
    """

    entries: int
    whole: bool | None
    checked_at: str | None
    key: str
    checkpoints: list[AuditCheckpointOut]


class AuditFaultOut(BaseModel):
    """The first place where the log is not what it was: its place, the entry's id, and what is wrong."""

    problem: str
    seq: int | None
    entry: int | None
    words: str


class AuditVerifiedOut(BaseModel):
    """What was read: entries, `forgotten` of them after their period, checkpoints of ours, and those from outside."""

    whole: bool
    entries: int
    forgotten: int
    checkpoints: int
    outside: int
    checked_at: str
    fault: AuditFaultOut | None
