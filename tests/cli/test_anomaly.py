"""`impetus anomaly score`: one file, several, and files that cannot be scored."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from impetus.cli import anomaly
from impetus.kit.errors import BadInput


def program() -> typer.Typer:
    app = typer.Typer()
    app.callback()(lambda: None)
    anomaly.register(app)
    return app


def files(folder: Path, *names: str) -> list[str]:
    words = []
    for name in names:
        (folder / name).write_text("timestamp,value\n" + "".join(f"{n * 60},{n % 5}\n" for n in range(200)))
        words += ["--input", str(folder / name)]
    return ["anomaly", "score", *words]


def test_one_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(program(), [*files(tmp_path, "a.csv"), "--output", str(tmp_path / "b.csv")])
    assert result.exit_code == 0, result.output
    assert "200 rows" in result.output
    assert (tmp_path / "b.csv").read_text().splitlines()[0] == "timestamp,value,anomaly_score"


def test_several_files_and_one_that_cannot(tmp_path: Path) -> None:
    words = files(tmp_path, "a.csv", "b.csv", "c.csv")
    (tmp_path / "b.csv").write_text("when,what\n1,2\n")
    result = CliRunner().invoke(program(), [*words, "--output", str(tmp_path / "out")])
    assert result.exit_code == 1
    assert "2 of 3 files were scored." in result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "c.csv"]


def test_rows_without_a_number_are_told(tmp_path: Path) -> None:
    words = files(tmp_path, "a.csv")
    with (tmp_path / "a.csv").open("a") as file:
        file.write("1,oops\n" * 9)
    result = CliRunner().invoke(program(), [*words, "--output", str(tmp_path / "b.csv")])
    assert result.exit_code == 0
    assert "9 rows have no number" in result.output
    assert "202, 203, 204, 205, 206 …" in result.output


@pytest.mark.parametrize("case", ["missing", "two of a name", "no folder"])
def test_what_cannot_work_says_why(tmp_path: Path, case: str) -> None:
    words = files(tmp_path, "a.csv")
    output = tmp_path / "b.csv"
    if case == "missing":
        (tmp_path / "a.csv").unlink()
    if case == "two of a name":
        (tmp_path / "sub").mkdir()
        words += files(tmp_path / "sub", "a.csv")[2:]
        output = tmp_path / "out"
    if case == "no folder":
        words += files(tmp_path, "c.csv")[2:]
        output = tmp_path / "c.csv"
    result = CliRunner().invoke(program(), [*words, "--output", str(output)])
    assert isinstance(result.exception, BadInput)
    assert result.exception.remedy
