"""What the API says of channels, rules, deliveries and contacts."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from impetus.channels.email.channel import ADDRESS
from impetus.channels.records import ChannelRow, Contact, DeliveryRow, RuleRow
from impetus.channels.rules import NotifyConditions, NotifySteps, QuietHours
from impetus.contracts.channel import Channel
from impetus.kit.fields import MAX_INT, Line, Slug
from impetus.kit.times import iso
from impetus.model.alert import Severity
from impetus.model.text import Locale
from impetus.observations.sources.secrets import shown

Settings = Annotated[dict[str, JsonValue], Field(max_length=100)]


class ChannelTypeOut(BaseModel):
    """A type of channel; a form is drawn from `settings_schema`. `needs` says what of a person it needs."""

    id: str
    name: str
    description: str
    needs: str
    settings_schema: dict[str, Any] = Field(alias="schema")

    model_config = ConfigDict(populate_by_name=True)


class ChannelIn(BaseModel):
    """What to make or change. Empty secrets keep what is stored; null clears it."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(min_length=1)
    type: Annotated[str, Field(max_length=64)]
    settings: Settings = Field(default_factory=dict)
    enabled: bool = True
    locale: Locale = "en"
    quiet: QuietHours = Field(default_factory=QuietHours)
    most_per_hour: int = Field(60, ge=1, le=10_000)


class ChannelOut(BaseModel):
    """A channel. Secrets are empty in `settings`; `secrets_set` names those stored. Counts: `sent` in 24 hours."""

    id: str
    name: str
    type: str
    settings: dict[str, Any]
    secrets_set: list[str]
    enabled: bool
    locale: str
    quiet: QuietHours
    most_per_hour: int
    state: str
    reason: str
    since: str | None
    waiting: int
    dead: int
    sent: int
    changed_at: str


class ChannelTestIn(BaseModel):
    """Where a test goes: an address, for channels that need one; empty means the caller's own."""

    model_config = ConfigDict(extra="forbid")

    address: Line = ""


class ChannelTestOut(BaseModel):
    """What became of a test, in words."""

    ok: bool
    answer: str


class NotifyRuleIn(BaseModel):
    """A rule to make or change."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(min_length=1)
    enabled: bool = True
    conditions: NotifyConditions = Field(default_factory=NotifyConditions)
    steps: NotifySteps


class NotifyRuleOut(NotifyRuleIn):
    """A rule, with what it says in one sentence."""

    id: str
    sentence: str
    changed_at: str


class RulePreviewIn(BaseModel):
    """Something that could happen, now or at a time of day."""

    model_config = ConfigDict(extra="forbid")

    about: Literal["alert", "incident"] = "alert"
    severity: Severity = Severity.HIGH
    kind: Slug | None = None
    tool: Slug | None = None
    at: Line = ""


class RulePreviewStepOut(BaseModel):
    """One step of what would happen. `held_until` where quiet hours keep it; `problem` where nobody would be told."""

    rule: str
    after_s: int
    channel: str
    to: list[str]
    held_until: str | None
    problem: str


class RulePreviewOut(BaseModel):
    """Who would be told, in one sentence and step by step."""

    sentence: str
    steps: list[RulePreviewStepOut]


class DeliveryOut(BaseModel):
    """A message and what became of it."""

    id: int
    key: str
    channel: str
    about: str
    subject: str
    severity: str
    step: int
    to: str
    title: str
    text: str
    state: str
    attempts: int
    made_at: str
    next_at: str
    sent_at: str | None
    answer: str


class DeliveryPage(BaseModel):
    """A part of the list, newest first."""

    items: list[DeliveryOut]
    next: str | None


class NoticeOut(BaseModel):
    """A notice in the console for the caller."""

    id: int
    about: str
    subject: str
    severity: str
    title: str
    text: str
    at: str
    seen: bool


class SeenIn(BaseModel):
    """Notices up to one were seen, or those of `ids` alone; with `seen` false they are unread again."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Annotated[int, Field(ge=0, le=MAX_INT)]], Field(max_length=200)] = []
    seen: bool = True
    up_to: int = Field(0, ge=0, le=MAX_INT)


class ContactIn(BaseModel):
    """How a person is reached."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field("", max_length=320, pattern=rf"^({ADDRESS.pattern})?$")
    on_call: bool = False


class ContactOut(BaseModel):
    """A person and how they are reached."""

    person: str
    name: str
    role: str
    email: str
    on_call: bool


def type_out(kind: type[Channel], locale: str) -> ChannelTypeOut:
    """A type of channel in the reader's language."""
    return ChannelTypeOut(
        id=kind.id,
        name=kind.title.in_(locale),
        description=kind.about.in_(locale),
        needs=kind.needs,
        settings_schema=kind.Settings.model_json_schema(),
    )


def channel_out(row: ChannelRow, counts: dict[str, int], locale: str) -> ChannelOut:
    """A channel without its secrets."""
    settings, held = shown(row.settings)
    return ChannelOut(
        id=row.id,
        name=row.name,
        type=row.type,
        settings=settings,
        secrets_set=held,
        enabled=row.enabled,
        locale=row.locale,
        quiet=row.quiet,
        most_per_hour=row.most_per_hour,
        state=row.state,
        reason=row.reason.in_(locale),
        since=iso(row.since) if row.since else None,
        waiting=counts.get("waiting", 0),
        dead=counts.get("dead", 0),
        sent=counts.get("sent", 0),
        changed_at=iso(row.changed_at),
    )


def rule_out(row: RuleRow, sentence: str) -> NotifyRuleOut:
    """A rule as the API says it."""
    return NotifyRuleOut(
        id=row.id,
        name=row.name,
        enabled=row.enabled,
        conditions=row.conditions,
        steps=row.steps,
        sentence=sentence,
        changed_at=iso(row.changed_at),
    )


def delivery_out(row: DeliveryRow) -> DeliveryOut:
    """A message as the API says it; never the address, which is somebody's own."""
    return DeliveryOut(
        id=row.id,
        key=row.key,
        channel=row.channel,
        about=row.about,
        subject=row.subject,
        severity=row.severity,
        step=row.step,
        to=row.name,
        title=str(row.message.get("subject", "")),
        text=str(row.message.get("text", "")),
        state=row.state,
        attempts=row.attempts,
        made_at=iso(row.made_at),
        next_at=iso(row.next_at),
        sent_at=iso(row.sent_at) if row.sent_at else None,
        answer=row.answer,
    )


def notice_out(row: DeliveryRow) -> NoticeOut:
    """A notice as the console shows it."""
    return NoticeOut(
        id=row.id,
        about=row.about,
        subject=row.subject,
        severity=row.severity,
        title=str(row.message.get("subject", "")),
        text=str(row.message.get("text", "")),
        at=iso(row.made_at),
        seen=row.seen_at is not None,
    )


def contact_out(row: Contact) -> ContactOut:
    """A contact as the API says it."""
    return ContactOut(person=row.person, name=row.name, role=row.role, email=row.email, on_call=row.on_call)
