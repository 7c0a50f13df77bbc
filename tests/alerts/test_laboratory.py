"""The laboratory's word on an alert, and the chain of custody of its samples."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.alerts.drafts import draft
from tests.alerts.test_endpoints import do, raised

from impetus.alerts.laboratory import AFTER, PREFIX, RESULTS, track
from impetus.alerts.records import Event
from impetus.alerts.steps import SampleStep
from impetus.storage.unit import UnitOfWork

START = datetime(2026, 11, 22, tzinfo=UTC)


def event(number: int, step: str, **detail: object) -> Event:
    at = START + timedelta(minutes=number)
    return Event(id=number, at=at, person="p", what=PREFIX + step, detail={"sample": "1", **detail})


def test_the_track_is_read_out_of_the_history() -> None:
    other = Event(id=0, at=START, person="p", what="acknowledge", detail={})
    assert track([other]) is None
    found = track(
        [
            other,
            event(1, "taken", holder="patrol 3", temperature_c=4),
            event(2, "taken", sample="2"),
            event(3, "received", holder="City laboratory"),
            event(4, "refuted"),
        ]
    )
    assert found is not None
    assert found.state is SampleStep.REFUTED
    assert [(one.label, one.state, one.holder) for one in found.samples] == [
        ("1", SampleStep.REFUTED, "City laboratory"),
        ("2", SampleStep.TAKEN, ""),
    ]
    assert found.samples[0].chain[0].temperature_c == 4.0


def test_another_seal_is_told() -> None:
    same = [event(1, "taken", seal="S-1"), event(2, "handed", holder="courier"), event(3, "received", seal="S-1")]
    found = track(same)
    assert found is not None
    assert not found.samples[0].resealed
    found = track([*same, event(4, "handed", holder="courier", seal="S-2")])
    assert found is not None
    assert found.samples[0].resealed


@given(st.lists(st.sampled_from(list(SampleStep)), max_size=20))
def test_no_result_without_the_laboratory_having_the_sample(steps: list[SampleStep]) -> None:
    before: SampleStep | None = None
    walked: list[SampleStep] = []
    for step in steps:
        if step in AFTER[before]:
            walked.append(step)
            before = step
    for place, step in enumerate(walked):
        if step in RESULTS:
            assert SampleStep.RECEIVED in walked[:place]


async def test_a_sample_is_followed_to_the_laboratorys_word(operator: httpx.AsyncClient, uow: UnitOfWork) -> None:
    [alert] = await raised(uow, draft(0))
    await do(operator, alert, "acknowledge")
    assert (await operator.get(f"/api/alerts/{alert}")).json()["laboratory"] is None
    await do(operator, alert, "samples", step="requested")
    await do(operator, alert, "samples", step="taken", holder="patrol 3", seal="20261123", temperature_c=4.5)
    await do(operator, alert, "samples", step="handed", holder="courier", seal="20261123")
    await do(operator, alert, "samples", step="received", holder="City laboratory", note="call ola@example.org")
    found = await do(operator, alert, "samples", step="confirmed")
    laboratory = found["laboratory"]
    assert laboratory["state"] == "confirmed"
    [sample] = laboratory["samples"]
    assert sample["holder"] == "City laboratory"
    assert [line["step"] for line in sample["chain"]] == ["requested", "taken", "handed", "received", "confirmed"]
    assert [line["seal"] for line in sample["chain"]] == ["", "20261123", "20261123", "", ""]
    assert sample["resealed"] is False
    assert sample["next"] == ["confirmed", "refuted", "inconclusive"]
    assert all(line["by"]["name"] for line in sample["chain"])
    assert "ola@example.org" not in str(found)
    assert found["state"] == "acknowledged", "the laboratory's word is no verdict"
    assert [line["what"] for line in found["history"]][-1] == "sample_confirmed"
    await do(operator, alert, "undo", status=409)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"step": "confirmed"}, 409),
        ({"step": "handed"}, 422),
        ({"step": "eaten"}, 422),
        ({"step": "taken", "temperature_c": 900}, 422),
        ({"step": "taken", "sample": ""}, 422),
        ({"step": "taken", "who": "me"}, 422),
        ({"step": "taken", "seal": "seal of ola@example.org"}, 422),
        ({"step": "taken", "seal": "x" * 41}, 422),
    ],
)
async def test_lines_that_make_no_sense(
    operator: httpx.AsyncClient, uow: UnitOfWork, body: dict[str, object], status: int
) -> None:
    [alert] = await raised(uow, draft(0))
    answer = await operator.post(f"/api/alerts/{alert}/samples", json=body)
    assert answer.status_code in (status, 400), answer.text
    assert answer.json()["error"]["remedy"]
    assert (await operator.get(f"/api/alerts/{alert}")).json()["laboratory"] is None


async def test_an_alert_that_is_not_there(operator: httpx.AsyncClient) -> None:
    assert (await operator.post("/api/alerts/al_none/samples", json={"step": "taken"})).status_code == 404
