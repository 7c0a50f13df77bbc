"""All that triage remembers, as plain structs: what `save` writes is exactly this."""

import msgspec

from impetus.alerts.triage.facts import AlertFact

DAY = 86_400_000
WEEK = 7 * DAY
NEVER = -(1 << 60)
"""A time before all others."""


class Habit(msgspec.Struct):
    """How often something was shown of late: a count that halves every day."""

    count: float = 0.0
    at: int = 0

    def now(self, now: int) -> float:
        """Return the count at `now`."""
        return self.count * 0.5 ** (max(0, now - self.at) / DAY) if self.count else 0.0

    def add(self, now: int) -> None:
        """Count one more."""
        self.count = self.now(now) + 1.0
        self.at = now


class Key(msgspec.Struct):
    """The same alert of the same source: when it came, when it was shown, how often."""

    habit: Habit
    group: str = ""
    last: int = NEVER
    shown: int = NEVER
    shown_alert: str = ""
    level: int = -1
    """Severity's rank when last shown; before that, the highest seen."""
    count: int = 0
    """How often it came since it was shown."""
    slots: int = 0
    slot: int = -1


class Name(msgspec.Struct):
    """The same sort of alert, whatever its source."""

    habit: Habit
    group: str = ""
    last: int = NEVER
    shown: int = NEVER
    shown_alert: str = ""
    shown_group: str = ""
    alert: str = ""


class Burst(msgspec.Struct):
    """What a source, or a family of kinds, was doing last (recurring alerts do not count)."""

    group: str = ""
    last: int = NEVER
    alert: str = ""
    shown: int = NEVER
    shown_alert: str = ""
    shown_group: str = ""


class Member(msgspec.Struct, array_like=True):
    """The latest alert of a kind that a group has in a square."""

    group: str
    alert: str
    kind: str
    at: int
    latitude: float
    longitude: float


class Group(msgspec.Struct):
    """Alerts that belong together. `top` is the highest severity's rank seen in it, shown or not."""

    id: str
    first: int
    last: int
    top: int
    title: str
    shown: int = NEVER
    shown_alert: str = ""
    kinds_shown: list[str] = []
    latitude: float | None = None
    """Where it began, of the first of its alerts that has a place."""
    longitude: float | None = None


class Seen(msgspec.Struct):
    """What was decided on one alert. `held` is the rule's id, empty once shown."""

    group: str
    key: str
    at: int
    rank: int
    priority: float
    title: str
    revision: int
    shown: bool
    held: str = ""
    window: str = ""
    kind: str = ""
    over: bool = False


class Pending(msgspec.Struct):
    """What a condition has seen: (time, part, alert, group, latitude, longitude) of each."""

    hits: list[tuple[int, int, str, str, float | None, float | None]] = []
    met: int = NEVER
    met_group: str = ""


class Lane(msgspec.Struct):
    """Everything on one clock."""

    clock: str
    now: int = NEVER
    told: int = NEVER
    """The latest time that `advance` told."""
    keys: dict[str, Key] = {}
    names: dict[str, Name] = {}
    bursts: dict[str, Burst] = {}
    groups: dict[str, Group] = {}
    cells: dict[int, dict[str, Member]] = {}
    """Squares of the map (see `correlate.cell_of`) and what is in them, by group and kind."""
    alerts: dict[str, Seen] = {}
    tokens: float = 0.0
    tokens_at: int = NEVER
    shown: int = NEVER
    recent: list[int] = []
    """Times at which low and medium ones were shown in the last ten minutes."""
    waiting: list[str] = []
    """Alerts held by the budget, oldest first."""
    silenced: dict[str, list[AlertFact]] = {}
    """Alerts held by each silence that is not over yet."""
    pending: dict[str, Pending] = {}
    swept: int = NEVER


class State(msgspec.Struct):
    """Everything: the lanes by clock. `version` is of this form."""

    version: int = 1
    lanes: dict[str, Lane] = {}
