"""`impetus replay` and `impetus sources` where they cannot work: two sentences, no traceback."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from impetus.cli import replay, sources
from impetus.kit.errors import BadInput


def program() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    replay.register(app)
    sources.register(app)
    return app


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (["replay", "FILE", "--speed", "fast"], "no speed"),
        (["replay", "FILE", "--speed", "-3"], "no speed"),
        (["replay", "FILE", "--data", "FOLDER"], "No platform runs"),
        (["sources", "export", "--data", "FOLDER"], "No platform runs"),
        (["sources", "apply", "FILE", "--data", "FOLDER"], "No platform runs"),
        (["sources", "apply", "FOLDER/missing.toml"], "cannot be read"),
    ],
)
def test_what_cannot_work_says_why(
    tmp_path: Path, words: list[str], problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable in ("IMPETUS_DATABASE_URL", "IMPETUS_NATS_URL"):
        monkeypatch.delenv(variable, raising=False)
    (tmp_path / "readings.csv").write_text("time,sensor_id,count\n2026-03-01,a,1\n")
    given = [word.replace("FILE", str(tmp_path / "readings.csv")).replace("FOLDER", str(tmp_path)) for word in words]
    result = CliRunner().invoke(program(), given)
    assert isinstance(result.exception, BadInput)
    assert problem in result.exception.problem
    assert result.exception.remedy


@pytest.mark.parametrize(("text", "speed"), [("max", 0.0), ("60", 60.0), ("2.5x", 2.5)])
def test_speeds(text: str, speed: float) -> None:
    assert replay._speed(text) == speed
