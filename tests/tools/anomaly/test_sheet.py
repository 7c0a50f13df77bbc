"""CSV files as people have them: what they are written with, numbers and times."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.tools.anomaly.sheet import Sheet, clock, form_of, number


@pytest.mark.parametrize(
    ("sample", "form"),
    [
        (b"timestamp,value\n", ("utf-8-sig", ",", False)),
        (b"\xef\xbb\xbftimestamp;value\n1;2,5\n", ("utf-8-sig", ";", False)),
        (b"timestamp\tvalue\r\n", ("utf-8-sig", "\t", False)),
        (b"time|value\n", ("utf-8-sig", "|", False)),
        ("time;value\n".encode("utf-16"), ("utf-16", ";", False)),
        ("time;value;sted\n1;2;Bod\u00f8\n".encode("cp1252"), ("cp1252", ";", False)),
        (b'time,"a;b;c",value\n', ("utf-8-sig", ",", False)),
        (b"time,value\n3/4/2026,1\n3/14/2026,1\n", ("utf-8-sig", ",", True)),
        (b"time,value\n14/3/2026,1\n3/4/2026,1\n", ("utf-8-sig", ",", False)),
        (b"", ("utf-8-sig", ",", False)),
    ],
)
def test_what_a_file_is_written_with(sample: bytes, form: tuple[str, str, bool]) -> None:
    assert form_of(sample) == form


@pytest.mark.parametrize(("text", "value"), [("1.5", 1.5), (" 2 ", 2.0), ("1,5", 1.5), ("1e3", 1000.0), ("-0", 0.0)])
def test_numbers(text: str, value: float) -> None:
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "many", "nan", "inf", "1,000.5", "0x10"])
def test_no_numbers(text: str) -> None:
    assert number(text) != number(text)


@pytest.mark.parametrize(
    ("text", "local", "ahead"),
    [
        ("1970-01-01 00:01:00", 60.0, 0.0),
        ("1970-01-01T00:01:00Z", 60.0, 0.0),
        ("1970-01-01T02:01:00+02:00", 7260.0, 7200.0),
        ("1970-01-01 02:01:00 +0200", 7260.0, 7200.0),
        ("1970-01-01 00:01:00 UTC", 60.0, 0.0),
        ("1970/01/02", 86_400.0, 0.0),
        ("02.01.1970", 86_400.0, 0.0),
        ("2.1.1970 kl", None, 0.0),
        ("02/01/1970 00:01", 86_460.0, 0.0),
        ("02-01-1970 01:00 PM", 86_400.0 + 13 * 3600, 0.0),
        ("02/01/1970, 12:30:15 am", 86_400.0 + 1815, 0.0),
        ("32.01.1970", None, 0.0),
        ("60", 60.0, 0.0),
        ("1700000000000", 1_700_000_000.0, 0.0),
        ("1700000000000000000", 1_700_000_000.0, 0.0),
        ("yesterday", None, 0.0),
        ("", None, 0.0),
        ("nan", None, 0.0),
        ("99:99", None, 0.0),
    ],
)
def test_times(text: str, local: float | None, ahead: float) -> None:
    found = clock(text)
    if local is None:
        assert found is None
    else:
        assert found is not None
        assert found.local == pytest.approx(local)
        assert found.ahead == ahead
        assert found.utc == pytest.approx(local - ahead)


def test_the_month_may_come_first() -> None:
    first = clock("01/02/1970", month_first=True)
    assert first is not None
    assert first.local == 86_400.0
    point = clock("02.01.1970", month_first=True)
    assert point is not None
    assert point.local == 86_400.0, "points part days from months in no other order"


@given(st.datetimes().filter(lambda moment: 1900 <= moment.year < 2100), st.integers(-14 * 60, 14 * 60))
def test_a_time_is_read_as_it_was_written(moment: datetime, ahead: int) -> None:
    moment = moment.replace(microsecond=0)
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=ahead)))
    local = moment.replace(tzinfo=UTC).timestamp()
    for text in (aware.isoformat(), aware.isoformat(" "), aware.strftime("%Y-%m-%d %H:%M:%S %z")):
        found = clock(text)
        assert found is not None
        assert (found.local, found.utc) == (local, aware.timestamp())
    for text in (moment.strftime("%d.%m.%Y %H:%M:%S"), moment.strftime("%d/%m/%Y %I:%M:%S %p")):
        found = clock(text)
        assert found is not None
        assert found.local == local


@given(st.text(max_size=40))
def test_any_text_is_a_time_or_none(text: str) -> None:
    clock(text)
    clock(text, month_first=True)
    number(text)


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=6), min_size=1, max_size=4), max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_file_is_read_row_by_row_or_refused(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], mark: str, encoding: str
) -> None:
    path = tmp_path_factory.mktemp("sheet") / "a.csv"
    path.write_bytes((f"time{mark}value\n" + "\n".join(mark.join(row) for row in rows)).encode(encoding))
    lines: list[int] = []
    refused = None
    with Sheet(path) as sheet:
        try:
            for line, cells in sheet:
                assert len(cells) == 2
                lines.append(line)
        except BadInput as error:
            refused = error
    assert lines == sorted(lines)
    assert refused is None or (refused.remedy and "line" in refused.problem)


@pytest.mark.parametrize("case", ["missing", "folder", "empty", "blank"])
def test_what_is_no_file_is_refused_with_a_remedy(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.csv"
    if case == "folder":
        path.mkdir()
    elif case != "missing":
        path.write_text("" if case == "empty" else "\n\n")
    with pytest.raises(BadInput) as told:
        Sheet(path)
    assert told.value.remedy
    assert str(path) in told.value.problem
