"""Alert drafts for tests."""

from typing import Any

from tests.fixtures.storage import NOON

from impetus.model.alert import AlertDraft, Part, Severity, Where
from impetus.model.evidence import SeriesEvidence
from impetus.model.text import Text


def draft(number: int = 0, **changes: Any) -> AlertDraft:
    """A crowd surge at sensor `number`."""
    given = {
        "kind": "crowd.surge",
        "subject": f"counter-{number}",
        "window_start": NOON + number * 1000,
        "window_end": NOON + 300_000 + number * 1000,
        "severity": Severity.MEDIUM,
        "confidence": 0.9,
        "title": Text(en=f"Piazza {number}", it=f"Piazza {number}", nb=f"Torg {number}"),
        "why": Text(en="3.1 times as many people", it="3,1 volte più persone", nb="3,1 ganger så mange"),
        "where": Where(name="Piazza nord", latitude=60.17, longitude=24.94),
        "evidence": [
            SeriesEvidence(
                title=Text(en="People", it="Persone", nb="Folk"), unit="1/min", sensor=f"counter-{number}",
                time=[NOON, NOON + 60_000], observed=[10.0, None],
            )
        ],
        "parts": [Part(text=Text(en="Many people"), weight=4.2), Part(text=Text(en="Neighbours too"), weight=-1.1)],
        "sensors": [f"counter-{number}"],
        **changes,
    }  # fmt: skip
    return AlertDraft(**given)
