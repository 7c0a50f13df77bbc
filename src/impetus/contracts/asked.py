"""What is said over the bus when a tool is asked something."""

from typing import Any

import msgspec


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A question to a tool; `job` is where its words go."""

    job: str
    question: dict[str, Any]


class Said(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One word of a tool that was asked: progress, the answer, or why there is none (`code`). Else a sign of life."""

    number: int = 0
    progress: dict[str, Any] | None = None
    answer: dict[str, Any] | None = None
    code: str = ""
    problem: str = ""
    remedy: str = ""
    field: str = ""
