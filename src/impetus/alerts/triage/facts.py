"""What triage is told and what it answers. Times are int ms of event time; no clock is read anywhere in here."""

from typing import Literal

import msgspec

from impetus.model.alert import Severity
from impetus.model.text import Text


class AlertFact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What triage knows of one alert, or of a new `revision` of it.

    `signature` is what the emitter calls this sort of alert (a rule, a pattern), empty where the kind says
    it all; `source` is what emitted it or was hit: a sensor's, host's, camera's or asset's id. `subject` is
    what deviates, `feed` the source of data behind it. `at` is when (ms on `clock`). `over` is true once what was
    alerted has ended.
    """

    id: str
    tool: str
    kind: str
    subject: str
    severity: Severity
    at: int
    signature: str = ""
    source: str = ""
    confidence: float = 1.0
    latitude: float | None = None
    longitude: float | None = None
    over: bool = False
    revision: int = 0
    title: str = ""
    attributes: dict[str, str] = {}
    clock: str = "live"
    feed: str = ""


class Reason(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why: the rule's id (see `rules.RULES`), one sentence, and the figures the sentence rests on.

    Usual figures: `metres`, `seconds`, `count`. `window` is the id of the silence where one did it;
    `alert` the alert that this one was held against, joined or followed.
    """

    rule: str
    text: Text
    figures: dict[str, float] = {}
    window: str = ""
    alert: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What triage says of one alert.

    `group` is the id of its group (the id of the group's first alert). `lead` is true where the alert has a line
    of its own in the queue: exactly when it is shown. What was held of its group stands under it. `joined` says
    why it belongs to the group (None for a group's first). `held_by` is None exactly when `shown`. `raised_by`
    says why it is shown although a rule would have held it (a rise in severity, a condition met, a silence that
    ended). `priority` orders what is shown, higher first, 0 to 1. `at` is the time of the decision (ms on
    `clock`). A `release` is a later decision on an alert that was held before; it only ever turns held into shown.
    """

    alert: str
    revision: int
    shown: bool
    group: str
    priority: float
    at: int
    clock: str = "live"
    lead: bool = False
    joined: Reason | None = None
    held_by: Reason | None = None
    raised_by: Reason | None = None
    release: bool = False


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """What was committed of an alert earlier: `held` is the rule's id, `window` its silence's; both empty if shown."""

    shown: bool
    group: str
    priority: float
    held: str = ""
    window: str = ""


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A circle: degrees WGS 84 and metres; `name` is what people call its middle."""

    latitude: float
    longitude: float
    metres: float
    name: str = ""


class Scope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a silence covers: everything that matches all the fields that are set; at least one must be.

    `kind` matches the kind itself and what lies under it (`crowd` covers `crowd.surge`). `source` matches an
    alert's `source`, `subject` or `feed`.
    """

    source: str = ""
    kind: str = ""
    tool: str = ""
    signature: str = ""
    area: Area | None = None

    @property
    def empty(self) -> bool:
        """True where nothing is set: such a scope would cover everything and is refused by the platform."""
        return not (self.source or self.kind or self.tool or self.signature or self.area)


class Silence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A timed silence or a maintenance window: who, why, from when to when (ms). It always ends."""

    id: str
    scope: Scope
    author: str
    reason: str
    starts_at: int
    ends_at: int
    kind: Literal["silence", "maintenance"] = "silence"
    clock: str = ""
    """The clock its times are on; empty holds for every clock."""
    up_to: Severity = Severity.HIGH
    """The most severe that it holds back; a rise in severity is shown whatever stands here."""
