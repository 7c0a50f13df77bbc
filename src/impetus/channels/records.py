"""Channels, rules, notices and deliveries as the database keeps them."""

from datetime import datetime
from typing import Any

import msgspec

from impetus.channels.rules import Fact, NotifyConditions, NotifyStep, QuietHours
from impetus.model.text import Text


class ChannelRow(msgspec.Struct, frozen=True, kw_only=True):
    """A configured channel; secrets in `settings` are sealed."""

    agency: str
    id: str
    name: str
    type: str
    settings: dict[str, Any]
    enabled: bool
    locale: str
    quiet: QuietHours
    most_per_hour: int
    state: str
    reason: Text
    since: datetime | None
    changed_at: datetime
    changed_by: str


class RuleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A rule of notification."""

    id: str
    name: str
    enabled: bool
    conditions: NotifyConditions
    steps: list[NotifyStep]
    changed_at: datetime
    changed_by: str


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """A person as channels know them."""

    person: str
    name: str
    role: str
    locale: str
    email: str
    on_call: bool


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """An alert or an incident as messages need it."""

    fact: Fact
    number: str
    title: Text
    why: Text
    place: str
    since: datetime
    clock: str
    revision: int


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a rule on one alert or incident: when it is due."""

    key: str
    rule: str
    step: int
    about: str
    subject: str
    severity: str
    state: str
    due_at: datetime
    made_at: datetime


class DeliveryRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message to somebody. `message` holds subject, text, link and event in `locale`."""

    id: int
    key: str
    notice: str | None
    channel: str
    about: str
    subject: str
    severity: str
    step: int
    person: str | None
    address: str
    name: str
    locale: str
    message: dict[str, Any]
    state: str
    attempts: int
    next_at: datetime
    made_at: datetime
    sent_at: datetime | None
    seen_at: datetime | None
    answer: str
