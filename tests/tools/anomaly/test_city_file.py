import csv
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impetus.kit.errors import BadInput
from impetus.tools.anomaly.city.scoring import score_city, score_of
from impetus.tools.anomaly.city.table import is_city

BEGIN = datetime(2025, 3, 3, tzinfo=UTC)
DAYS, SENSORS = 100, 12


def written(folder, values, name="in.csv"):
    path = folder / name
    with path.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["time", "sensor_id", "value"])
        for row, counts in enumerate(values):
            stamp = (BEGIN + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%S")
            writer.writerows([stamp, f"s{place}", count] for place, count in enumerate(counts.tolist()))
    return path


def counts():
    rng = np.random.default_rng(3)
    hours = np.arange(DAYS * 24)
    day = 60 * (1.2 + np.sin((hours % 24 - 9) / 24 * 2 * np.pi))
    return rng.poisson(day[:, None] * np.linspace(0.7, 1.5, SENSORS))


def read(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def scored(tmp_path_factory):
    """A city in which four neighbours surge for three hours at the end; its rows, scored."""
    folder = tmp_path_factory.mktemp("city")
    values = counts()
    at = (DAYS - 3) * 24 + 12
    values[at : at + 3, 2:6] *= 4
    values[at + 30 : at + 50, 9] = 33
    path = written(folder, values)
    places = folder / "places.csv"
    places.write_text(
        "sensor_id,latitude,longitude\n" + "".join(f"s{p},{60.17 + 0.002 * p},24.94\n" for p in range(SENSORS))
    )
    done = []
    outcome = score_city(path, folder / "out.csv", coordinates=places, progress=lambda a, b: done.append(a / b))
    return folder, path, places, outcome, read(folder / "out.csv"), at, done


def test_a_surge_of_neighbours_is_one_event_of_the_right_class(scored):
    _, _, _, outcome, rows, at, done = scored
    assert outcome.rows == len(rows) == DAYS * 24 * SENSORS
    assert outcome.sensors == SENSORS
    surge = [row for row in rows[at * SENSORS : (at + 3) * SENSORS] if row["sensor_id"] in {"s2", "s3", "s4", "s5"}]
    assert all(row["event_id"] for row in surge)
    assert len({row["event_id"] for row in surge}) == 1
    assert {row["class"] for row in surge} == {"crowd_surge"}
    assert min(float(row["anomaly_score"]) for row in surge) > 0.5
    assert all(0.0 <= float(row["anomaly_score"]) <= 1.0 and 0.0 < float(row["p_value"]) <= 1.0 for row in rows)
    assert done == sorted(done)
    assert done[-1] == 1.0


def test_a_sensor_that_sticks_is_a_fault_and_no_event(scored):
    _, _, _, _, rows, at, _ = scored
    stuck = [row for row in rows[(at + 34) * SENSORS : (at + 50) * SENSORS] if row["sensor_id"] == "s9"]
    assert "sensor_fault" in {row["class"] for row in stuck}
    assert not any(row["event_id"] for row in stuck[3:])


def test_scores_look_at_nothing_later(scored, tmp_path):
    _, path, places, _, rows, at, _ = scored
    keep = (at + 2) * SENSORS
    cut = tmp_path / "cut.csv"
    cut.write_text("".join(path.read_text().splitlines(keepends=True)[: keep + 1]))
    score_city(cut, tmp_path / "out.csv", coordinates=places)
    assert read(tmp_path / "out.csv") == rows[:keep]


@pytest.mark.parametrize(
    ("text", "field", "says"),
    [
        ("", "input", "is empty"),
        ("when,sensor_id,value\n", "input", "no column 'time'"),
        ("time,sensor_id\n", "input", "no column 'value'"),
        ("time,sensor_id,value\n", "input", "no rows"),
        ("time,sensor_id,value\n2025-01-01,a,1\nnever,a,2\n", "time", "line 3: 'never' is no time"),
        ("time,sensor_id,value\n2025-01-01,,1\n", "sensor_id", "line 2: has no sensor"),
        ("time,sensor_id,value\n2025-01-01\n", "sensor_id", "line 2: has no sensor"),
        ("time,sensor_id,value\n2025-01-01,a,1,5\n", "input", "line 2: has 4 cells, the header 3"),
    ],
)
def test_what_cannot_be_read_is_named_with_a_remedy(tmp_path, text, field, says):
    path = tmp_path / "in.csv"
    path.write_text(text)
    with pytest.raises(BadInput) as error:
        score_city(path, tmp_path / "out.csv")
    assert says in error.value.problem
    assert error.value.remedy
    assert error.value.field == field
    assert not list(tmp_path.glob(".*.part"))


def test_a_row_told_twice_counts_once(tmp_path):
    values = counts()[:400, :3]
    path = written(tmp_path, values)
    head, *lines = path.read_text().splitlines(keepends=True)
    doubled = tmp_path / "doubled.csv"
    doubled.write_text(head + "".join(line * 2 if number % 7 == 0 else line for number, line in enumerate(lines)))
    score_city(path, tmp_path / "one.csv")
    outcome = score_city(doubled, tmp_path / "two.csv")
    assert outcome.again == len(lines[::7])
    seen = {(row["time"], row["sensor_id"]): row for row in read(tmp_path / "one.csv")}
    assert all(seen[row["time"], row["sensor_id"]] == row for row in read(tmp_path / "two.csv"))


def test_a_file_from_a_spreadsheet_is_scored_as_the_same_with_commas(tmp_path):
    values = counts()[:200, :2]
    path = written(tmp_path, values)
    head, *lines = path.read_text().splitlines()
    sheet = tmp_path / "sheet.csv"
    with sheet.open("w", encoding="utf-16", newline="") as out:
        out.write(head.replace(",", ";") + "\r\n")
        for line in lines:
            time, sensor, value = line.split(",")
            stamp = datetime.fromisoformat(time).strftime("%d/%m/%Y %H:%M")
            out.write(f"{stamp};{sensor};{value},0\r\n")
    score_city(path, tmp_path / "one.csv")
    assert score_city(sheet, tmp_path / "two.csv").unread == 0
    with (tmp_path / "two.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert [row["p_value"] for row in rows] == [row["p_value"] for row in read(tmp_path / "one.csv")]


def test_places_are_checked_line_by_line(tmp_path):
    path = written(tmp_path, np.ones((3, 2), dtype=int))
    places = tmp_path / "places.csv"
    for text, says in (
        ("sensor_id,latitude,longitude\ns0,91,0\n", "line 2: has 91, 0, which is no place on Earth"),
        ("sensor_id,latitude,longitude,kind\ns0,1,1,ghosts\n", "'ghosts' is no kind"),
    ):
        places.write_text(text)
        with pytest.raises(BadInput, match=says):
            score_city(path, tmp_path / "out.csv", coordinates=places)


def test_the_header_says_which_form_a_file_has(tmp_path):
    one, many = tmp_path / "one.csv", tmp_path / "many.csv"
    one.write_text("timestamp,value\n2025-01-01,1\n")
    many.write_text("time,sensor_id,value\n2025-01-01,a,1\n")
    assert not is_city(one)
    assert is_city(many)
    with pytest.raises(BadInput):
        is_city(tmp_path / "none.csv")


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=4), st.text(max_size=8)), max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_are_scored_or_refused_with_a_line(tmp_path, cells):
    path = tmp_path / "in.csv"
    with path.open("w", newline="", encoding="utf-8", errors="surrogatepass") as out:
        writer = csv.writer(out)
        writer.writerow(["time", "sensor_id", "value"])
        try:
            writer.writerows(cells)
        except UnicodeEncodeError:
            return
    outcome = remedy = None
    try:
        outcome = score_city(path, tmp_path / "out.csv")
    except BadInput as error:
        remedy = error.remedy
    assert remedy or (outcome is not None and outcome.rows == len(read(tmp_path / "out.csv")))


@given(st.floats(0, 1))
def test_a_score_is_a_share(p):
    assert 0.0 <= score_of(p) <= 1.0
