"""Names of subjects. Tokens are checked, so that no id can reach into another agency's subjects."""

import re
from typing import Final

from impetus.kit.errors import BadInput

STREAM: Final = "CITY"
STREAM_SUBJECTS: Final = ("obs.>", "ctl.>")
EVERY_TOOL: Final = "all"
HISTORY_QUERY: Final = "history.query"
HISTORY_LATEST: Final = "history.latest"
HISTORY_SUM: Final = "history.sum"

_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")


def token(text: str, field: str = "id") -> str:
    """Return `text` if it can be one part of a subject, else raise BadInput."""
    if not _TOKEN.fullmatch(text):
        raise BadInput(
            "This name cannot be used here.",
            remedy="Use up to 64 letters without accents, digits, - and _.",
            field=field,
        )
    return text


def observations(agency: str, kind: str = "*", partition: int | None = None) -> str:
    """`obs.<agency>.<kind>.<partition>`, e.g. `obs.helsinki.people.07`; all partitions where none is given."""
    kind = kind if kind == "*" else token(kind, "kind")
    return f"obs.{_agency(agency)}.{kind}.{'*' if partition is None else f'{partition:02d}'}"


def control(agency: str, tool: str, what: str) -> str:
    """`ctl.<agency>.<tool or all>.<what>`, e.g. `ctl.helsinki.anomaly.verdict`."""
    return f"ctl.{_agency(agency)}.{token(tool, 'tool')}.{token(what, 'what')}"


def tick(agency: str, clock: str) -> str:
    """`ctl.<agency>.all.tick.<clock>`: one subject a clock, so that the last tick of each can be found."""
    return f"ctl.{_agency(agency)}.{EVERY_TOOL}.tick.{clock if clock == '*' else token(clock, 'clock')}"


def of_tool(agency: str, tool: str) -> tuple[str, ...]:
    """What a tool reads besides its observations: what concerns all tools, and itself."""
    return (f"ctl.{_agency(agency)}.{EVERY_TOOL}.>", f"ctl.{_agency(agency)}.{token(tool, 'tool')}.>")


def live(agency: str) -> str:
    """Latest values of sensors, twice a second, not stored."""
    return f"live.{_agency(agency)}"


def event(agency: str) -> str:
    """Published events of the outbox."""
    return f"event.{_agency(agency)}"


def progress(agency: str) -> str:
    """How far long tasks have come."""
    return f"progress.{_agency(agency)}"


def health(agency: str, what: str) -> str:
    """Signs of life of sources and workers."""
    return f"health.{_agency(agency)}.{token(what, 'what')}"


def kill_switch(agency: str, tool: str) -> str:
    """Tells workers at once that a tool is to stop (`0`) or start (`1`); the database holds the truth."""
    return f"control.{_agency(agency)}.{tool if tool == '*' else token(tool, 'tool')}"


def ask(agency: str, tool: str) -> str:
    """Questions to a tool."""
    return f"ask.{_agency(agency)}.{tool if tool == '*' else token(tool, 'tool')}"


def answer(agency: str, job: str) -> str:
    """A tool's words on one question."""
    return f"answer.{_agency(agency)}.{token(job, 'job')}"


def never_mind(job: str) -> str:
    """Tells the tool that nobody waits for the answer any more."""
    return f"unask.{job if job == '*' else token(job, 'job')}"


def tool_health(agency: str, tool: str) -> str:
    """Signs of life of a tool's worker."""
    return f"health.{_agency(agency)}.tool.{tool if tool == '*' else token(tool, 'tool')}"


def agency_of(subject: str) -> str:
    """The agency in a subject."""
    return subject.split(".", 2)[1]


def _agency(agency: str) -> str:
    return agency if agency == "*" else token(agency, "agency")
