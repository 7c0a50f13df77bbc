"""The laboratory's word on an alert, and who had the sample when: a track of its own in the alert's history.

Every step is a line that nobody can change or take back; a mistake is corrected by a further line. Several samples of
one alert are told apart by their labels. The laboratory's word is no verdict: a person gives that.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from impetus.alerts import repository
from impetus.alerts.records import Event
from impetus.alerts.steps import SampleStep
from impetus.kit.errors import BadInput, Conflict, NotFound
from impetus.kit.masking import mask
from impetus.kit.times import as_datetime
from impetus.people.access import Caller

PREFIX: Final = "sample_"
MOST: Final = 200
"""Steps of one alert; a sample that changes hands more often than that is a mistake."""


_S = SampleStep
RESULTS: Final = (_S.CONFIRMED, _S.REFUTED, _S.INCONCLUSIVE)
AFTER: Final[dict[SampleStep | None, tuple[SampleStep, ...]]] = {
    None: (_S.REQUESTED, _S.TAKEN),
    _S.REQUESTED: (_S.TAKEN, _S.RECEIVED),
    _S.TAKEN: (_S.HANDED, _S.RECEIVED),
    _S.HANDED: (_S.HANDED, _S.RECEIVED),
    _S.RECEIVED: (_S.HANDED, *RESULTS),
    _S.CONFIRMED: RESULTS,
    _S.REFUTED: RESULTS,
    _S.INCONCLUSIVE: (_S.HANDED, *RESULTS),
}
"""Which step may follow which. A result may be corrected, an inconclusive sample go to another laboratory."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the chain: who wrote it, who has the sample since (`holder`), its seal or lot, how cold it was."""

    step: SampleStep
    at: datetime
    by: str | None
    holder: str = ""
    seal: str = ""
    temperature_c: float | None = None
    note: str = ""


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A sample with its chain, oldest line first."""

    label: str
    chain: list[Line]

    @property
    def state(self) -> SampleStep:
        """How far it has come."""
        return self.chain[-1].step

    @property
    def holder(self) -> str:
        """Who has it now, as last written."""
        return next((line.holder for line in reversed(self.chain) if line.holder), "")

    @property
    def resealed(self) -> bool:
        """Whether two lines name different seals: somebody opened it in between, or wrote a number down wrongly."""
        return len({line.seal for line in self.chain if line.seal}) > 1


class Laboratory(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of an alert's samples. `state` is the last word on any of them."""

    state: SampleStep
    samples: list[Sample]


def track(events: Sequence[Event]) -> Laboratory | None:
    """Read the track out of an alert's history; None where no sample was spoken of."""
    chains: dict[str, list[Line]] = {}
    state: SampleStep | None = None
    for event in events:
        if not event.what.startswith(PREFIX):
            continue
        step = SampleStep(event.what.removeprefix(PREFIX))
        detail = event.detail
        temperature = detail.get("temperature_c")
        chains.setdefault(str(detail.get("sample", "")), []).append(
            Line(
                step=step,
                at=event.at,
                by=event.person,
                holder=str(detail.get("holder") or ""),
                seal=str(detail.get("seal") or ""),
                temperature_c=float(temperature) if isinstance(temperature, int | float) else None,
                note=str(detail.get("note") or ""),
            )
        )
        state = step
    if state is None:
        return None
    return Laboratory(state=state, samples=[Sample(label=label, chain=chain) for label, chain in chains.items()])


async def add(
    caller: Caller,
    alert: str,
    step: SampleStep,
    label: str,
    *,
    holder: str = "",
    seal: str = "",
    temperature_c: float | None = None,
    note: str = "",
) -> list[Event]:
    """Write one line of a sample's chain; return the alert's history.

    Identifiers of persons in `holder` and `note` are masked for good; `seal` is a number that is kept as written.
    Raise NotFound; BadInput where a step needs a holder; Conflict where it cannot follow what was written before.
    """
    if step in (SampleStep.HANDED, SampleStep.RECEIVED) and not holder.strip():
        raise BadInput(
            "It is not said who has the sample now.",
            remedy="Name the carrier's role or the laboratory.",
            field="holder",
        )
    async with caller.unit() as unit:
        found = await repository.one(unit, alert, lock=True)
        if found is None:
            raise NotFound("There is no such alert.", remedy="It may belong to another agency.", alert=alert[:80])
        events = await repository.events(unit, alert)
        if sum(event.what.startswith(PREFIX) for event in events) >= MOST:
            raise Conflict("This alert has too many lines on samples.", remedy="Go on in the incident's notes.")
        known = track(events)
        chain = next((one.chain for one in known.samples if one.label == label), []) if known else []
        before = chain[-1].step if chain else None
        if step not in AFTER[before]:
            after = ", ".join(AFTER[before])
            raise Conflict(
                f"A sample that is {before.value if before else 'new'} cannot be {step.value}.",
                remedy=f"What may come now: {after}.",
                step=step.value,
            )
        detail: dict[str, Any] = {"sample": label}
        if holder.strip():
            detail["holder"] = mask(holder.strip()).text
        if seal.strip():
            detail["seal"] = seal.strip()  # not masked: eight figures of a seal would be taken for a telephone number
        if temperature_c is not None:
            detail["temperature_c"] = temperature_c
        if note.strip():
            detail["note"] = mask(note.strip()).text
        now = as_datetime(unit.clock.now_ms())
        await repository.add_event(unit, alert, PREFIX + step.value, person=caller.person.id, at=now, detail=detail)
        unit.audit("alert.sample", alert, sample=label, step=step.value)
        unit.emit("alert", {"id": alert})
        return await repository.events(unit, alert)
