"""Files of one sensor: the same rows back with a score; what cannot be read is told with its line."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.tools.anomaly.series.files import score_file


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_same_rows_come_back_with_a_score(tmp_path: Path) -> None:
    lines = [f"2026-03-01 {n // 60:02}:{n % 60:02}:00,{n % 7},x{n}" for n in range(300)]
    source = write(tmp_path / "a.csv", "timestamp,value,note\n" + "\n".join(lines) + "\n")
    told: list[tuple[int, int]] = []
    scored = score_file(source, tmp_path / "b.csv", lambda done, of: told.append((done, of)))
    assert (scored.rows, scored.unread, scored.lines) == (300, 0, [])
    rows = table(tmp_path / "b.csv")
    assert list(rows[0]) == ["timestamp", "value", "note", "anomaly_score"]
    assert [row["note"] for row in rows] == [f"x{n}" for n in range(300)]
    assert all(0.0 <= float(row["anomaly_score"]) < 1.0 for row in rows)
    assert told[-1][0] == told[-1][1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_a_row_that_says_nothing_is_kept_and_named(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "value,timestamp\n1,2026-03-01\nmany,2026-03-02\n\n,never\n2\n")
    scored = score_file(source, tmp_path / "b.csv")
    assert (scored.rows, scored.unread, scored.lines) == (4, 2, [3, 5])
    rows = table(tmp_path / "b.csv")
    assert [row["anomaly_score"] for row in rows] == ["0.000000", "", "", "0.000000"]


@pytest.mark.parametrize(
    ("text", "field", "words"),
    [
        ("", "input", "is empty"),
        ("when,value\n1,2\n", "input", "no column 'timestamp'"),
        ("timestamp,price\n1,2\n", "input", "no column 'value'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, field: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as told:
        score_file(write(tmp_path / "a.csv", text), tmp_path / "b.csv")
    assert told.value.field == field
    assert told.value.remedy
    assert not (tmp_path / "b.csv").exists()


def test_where_nothing_is_read_or_written(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "timestamp,value\n1,2\n")
    with pytest.raises(BadInput, match="cannot be read"):
        score_file(tmp_path / "missing.csv", tmp_path / "b.csv")
    with pytest.raises(BadInput, match="would be overwritten"):
        score_file(source, source)
    with pytest.raises(BadInput, match="cannot be written"):
        score_file(source, tmp_path / "no folder" / "b.csv")
    assert source.read_text() == "timestamp,value\n1,2\n"


@given(st.binary(max_size=2_000))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    folder = tmp_path_factory.mktemp("bytes")
    (folder / "a.csv").write_bytes(b"timestamp,value\n" + data)
    try:
        scored = score_file(folder / "a.csv", folder / "b.csv")
    except BadInput:
        assert not (folder / "b.csv").exists()
    else:
        assert len(table(folder / "b.csv")) == scored.rows


def test_rows_that_go_back_in_time_are_counted(tmp_path: Path) -> None:
    source = write(tmp_path / "a.csv", "timestamp,value\n2026-03-02,1\n2026-03-01,2\n2026-03-03,3\n")
    assert score_file(source, tmp_path / "b.csv").back == 1


@pytest.mark.parametrize("output", ["a.csv/b.csv", "sub"])
def test_an_output_that_is_no_file_is_refused(tmp_path: Path, output: str) -> None:
    source = write(tmp_path / "a.csv", "timestamp,value\n1,2\n")
    (tmp_path / "sub").mkdir()
    with pytest.raises(BadInput, match="cannot be written"):
        score_file(source, tmp_path / output)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "sub"]


def test_a_file_from_a_spreadsheet_comes_back_as_it_was(tmp_path: Path) -> None:
    lines = "".join(f"{1 + n // 24:02}.03.2026 {n % 24:02}:00;{n % 7},5;Måling {n}\n" for n in range(200))
    source = tmp_path / "a.csv"
    source.write_bytes(("\ufefftimestamp;value;notat\n" + lines).replace("\n", "\r\n").encode("utf-8"))
    assert score_file(source, tmp_path / "b.csv").unread == 0
    back = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert back[0] == "timestamp;value;notat;anomaly_score"
    assert [line.rsplit(";", 1)[0] for line in back[1:]] == lines.splitlines()
