"""The closed sets of words of incidents."""

from typing import Final, Literal

Stage = Literal["collect", "analyse", "respond", "evaluate"]
"""How far an agency has come; the word of an incident is that of its home."""
STAGES: Final[tuple[Stage, ...]] = ("collect", "analyse", "respond", "evaluate")

Part = Literal["summary", "timeline", "alerts", "tasks", "evidence", "chat", "people"]
"""What can be shared of an incident; without `summary` there is nothing to hang the others on."""
PARTS: Final[tuple[Part, ...]] = ("summary", "timeline", "alerts", "tasks", "evidence", "chat", "people")

Side = Literal["city", "centre"]
"""The two timelines: what happens in the city, what the centre does."""

EntryKind = Literal[
    "note", "chat", "alert", "task", "stage", "share", "evidence", "step", "dispatch", "merge", "system"
]
TaskState = Literal["open", "doing", "done", "dropped"]

PART_OF: Final[dict[EntryKind, Part]] = {"chat": "chat", "alert": "alerts", "task": "tasks", "evidence": "evidence"}
"""The part that an entry belongs to besides the timeline; kinds not named here belong to the timeline alone."""
