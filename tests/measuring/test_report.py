"""What every benchmark prints last is one JSON object, whatever kind of number was measured."""

import json

import numpy as np
import pytest
from benchmarks.report import Figure, report


def test_the_last_line_is_json_whatever_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    measured = [
        Figure("counted", np.int64(3)),
        Figure("taken", np.float32(0.5), "s"),
        Figure("never", float("inf"), "s"),
        Figure("absent", None, reason="no data here"),
    ]
    report("one", measured, as_json=True)
    last = capsys.readouterr().out.splitlines()[-1]

    def refused(word: str) -> None:
        raise AssertionError(f"{word} is no JSON")

    told = json.loads(last, parse_constant=refused)
    assert told["figures"] == {"counted": 3, "taken": 0.5, "never": None, "absent": None}
    assert told["reasons"] == {"absent": "no data here"}
