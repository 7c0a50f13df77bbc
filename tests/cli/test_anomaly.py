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


def test_a_file_of_many_sensors(tmp_path: Path) -> None:
    lines = [f"2026-03-{1 + n // 24:02} {n % 24:02}:00:00,{sensor},{n % 7}" for n in range(300) for sensor in "ab"]
    (tmp_path / "a.csv").write_text("time,sensor_id,value\n" + "\n".join(lines) + "\n")
    (tmp_path / "places.csv").write_text("sensor_id,latitude,longitude\na,60.1,24.9\nb,60.1,24.91\n")
    words = ["anomaly", "score", "-i", str(tmp_path / "a.csv"), "-o", str(tmp_path / "b.csv")]
    result = CliRunner().invoke(program(), [*words, "--coordinates", str(tmp_path / "places.csv")])
    assert result.exit_code == 0, result.output
    assert "600 rows of 2 sensors" in result.output
    head = (tmp_path / "b.csv").read_text().splitlines()[0]
    assert head == "time,sensor_id,value,anomaly_score,p_value,event_id,class"


@pytest.mark.parametrize("case", ["missing", "two of a name", "no folder", "a new file for several"])
def test_what_cannot_work_says_why(tmp_path: Path, case: str) -> None:
    words = files(tmp_path, "a.csv")
    output = tmp_path / "b.csv"
    if case == "missing":
        (tmp_path / "a.csv").unlink()
    if case == "two of a name":
        (tmp_path / "sub").mkdir()
        words += files(tmp_path / "sub", "a.csv")[2:]
        output = tmp_path / "out"
    if case == "a new file for several":
        words += files(tmp_path, "c.csv")[2:]
    if case == "no folder":
        words += files(tmp_path, "c.csv")[2:]
        output = tmp_path / "c.csv"
    result = CliRunner().invoke(program(), [*words, "--output", str(output)])
    assert isinstance(result.exception, BadInput)
    assert result.exception.remedy
    assert output.is_file() == (case == "no folder")
    assert not output.is_dir() or case == "two of a name"


def test_a_folder_stands_for_the_files_in_it(tmp_path: Path) -> None:
    files(tmp_path, "b.csv", "a.csv")
    (tmp_path / "notes.txt").write_text("no series")
    words = ["anomaly", "score", "-i", str(tmp_path), "-o", str(tmp_path / "out")]
    result = CliRunner().invoke(program(), words)
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["a.csv", "b.csv"]
    again = CliRunner().invoke(program(), ["anomaly", "score", "-i", str(tmp_path / "out" / "x"), "-o", str(tmp_path)])
    assert isinstance(again.exception, BadInput)


def test_rows_out_of_order_and_told_twice_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("timestamp,value\n2026-03-02,1\n2026-03-01,2\n")
    (tmp_path / "b.csv").write_text("time,sensor_id,value\n2026-03-02,a,1\n2026-03-02,a,1\n")
    words = ["anomaly", "score", "-i", str(tmp_path / "a.csv"), "-i", str(tmp_path / "b.csv")]
    result = CliRunner().invoke(program(), [*words, "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "rows earlier than the one before them: 1." in result.output
    assert "which alone counted: 1." in result.output


def test_one_row_without_a_number_and_times_that_are_none_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("timestamp,value\nyesterday,many\nnow,3\n")
    words = ["anomaly", "score", "-i", str(tmp_path / "a.csv"), "-o", str(tmp_path / "b.csv")]
    result = CliRunner().invoke(program(), words)
    assert result.exit_code == 0, result.output
    assert "line 2 has no number for a value and no score." in result.output
    assert "rows whose time cannot be read: 2." in result.output
