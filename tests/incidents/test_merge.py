"""Merging and splitting: nothing is lost, nothing stands twice, everything can be taken back."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.fixtures.storage import count
from tests.incidents.desk import ALL_PARTS, Browser, raised

from impetus.storage.unit import UnitOfWork


async def test_merge_and_undo(sanna: Browser, uow: UnitOfWork) -> None:
    alerts = await raised(uow, 1, 2)
    one = (await sanna.post("", 201, title="One", alerts=alerts[:1]))["id"]
    two = (await sanna.post("", 201, title="Two", alerts=alerts[1:]))["id"]
    await sanna.post(f"/{one}/entries", 201, text="Written in one")
    merged = await sanna.post(f"/{one}/merge", into=two, reason="The same")
    assert merged["id"] == two
    assert merged["alerts"] == 2
    assert [(link["kind"], link["source_number"], link["undone_at"]) for link in merged["merged"]] == [
        ("merge", "I-1", None)
    ]
    words = [entry["text"] for entry in (await sanna.get(f"/{two}/timeline"))["items"]]
    assert {"Written in one", "Merged I-1 into this.", "Merged into I-2."} <= set(words)
    assert (await sanna.get(f"/{one}"))["merged_into"] == two
    assert [item["id"] for item in (await sanna.get(""))["items"]] == [two]
    await sanna.post(f"/{two}/merge", 422, into=two)
    await sanna.post(f"/{one}/merge", 409, into=two)
    await sanna.post(f"/{two}/undo", 409)
    undone = await sanna.post(f"/{one}/undo")
    assert (undone["id"], undone["merged_into"], undone["alerts"]) == (one, None, 1)
    assert (await sanna.get(""))["total"] == 2
    assert (await sanna.get(f"/{two}"))["merged"][0]["undone_at"] is not None


async def test_split_and_undo(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    alerts = await raised(uow, 1, 2)
    one = (await sanna.post("", 201, title="One", alerts=alerts))["id"]
    await sanna.post(f"/{one}/shares", agency="oslo", parts=ALL_PARTS)
    note = await sanna.post(f"/{one}/entries", 201, text="About the second")
    made = await sanna.post(f"/{one}/split", 201, title="Second", alerts=alerts[1:], entries=[note["id"]])
    assert (made["split_from"], made["alerts"], made["number"]) == (one, 1, "I-2")
    assert [share["agency"]["id"] for share in made["shares"]] == ["oslo"]
    assert (await leo.get(f"/{made['id']}"))["alerts"] == 1
    assert (await leo.get(f"/{one}"))["alerts"] == 1
    texts = [entry["text"] for entry in (await leo.get(f"/{one}/timeline"))["items"]]
    assert "About the second" not in texts
    back = await sanna.post(f"/{made['id']}/undo")
    assert (back["id"], back["alerts"]) == (one, 2)
    texts = [entry["text"] for entry in (await sanna.get(f"/{one}/timeline"))["items"]]
    assert "About the second" in texts
    await sanna.post(f"/{one}/split", 422, title="Nothing")
    await sanna.post(f"/{one}/split", 422, title="Other", alerts=["alr_other"])


async def test_guests_of_either(sanna: Browser, leo: Browser, uow: UnitOfWork) -> None:
    one = (await sanna.post("", 201, title="One", alerts=await raised(uow, 1)))["id"]
    two = (await sanna.post("", 201, title="Two", alerts=await raised(uow, 2)))["id"]
    await sanna.post(f"/{one}/shares", agency="oslo", parts=ALL_PARTS)
    await sanna.post(f"/{one}/merge", into=two)
    assert [item["id"] for item in (await leo.get(""))["items"]] == [one]  # it goes on with what it sees
    await leo.get(f"/{two}", 404)
    await leo.post(f"/{one}/entries", 201, text="Trams stand")
    assert "Trams stand" in [entry["text"] for entry in (await sanna.get(f"/{two}/timeline"))["items"]]
    await sanna.post(f"/{one}/undo")
    await sanna.post(f"/{one}/merge", into=two, extend=True)
    assert [item["id"] for item in (await leo.get(""))["items"]] == [two]
    assert (await leo.get(f"/{two}"))["alerts"] == 2


class Model:
    """What must hold: each alert stands in one incident, each incident in one that stands for itself."""

    def __init__(self) -> None:
        self.alerts: dict[str, str] = {}
        self.into: dict[str, str] = {}
        self.links: dict[str, list[tuple[str, str]]] = {}

    def root(self, incident: str) -> str:
        """Where an incident stands."""
        while incident in self.into:
            incident = self.into[incident]
        return incident

    def shown(self) -> dict[str, set[str]]:
        """Alerts of each incident that stands for itself."""
        found: dict[str, set[str]] = {id: set() for id in self.links if id not in self.into}
        for alert, incident in self.alerts.items():
            found[self.root(incident)].add(alert)
        return found


ACTS_OF = ["open", "merge", "split", "undo", "move", "remove"]
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["open", "merge", "split", "undo", "move", "remove"]), st.integers(0, 99), st.integers(0, 99)
    ),
    min_size=4,
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=True)
@given(acts=ACTS)
async def test_every_alert_stands_once(sanna: Browser, uow: UnitOfWork, acts: list[tuple[str, int, int]]) -> None:
    offset = await count(uow, "alert")
    alerts = await raised(uow, *range(offset, offset + 6))
    model = Model()
    first = (await sanna.post("", 201, title="First", alerts=alerts[:4]))["id"]
    model.links[first] = []
    model.alerts |= dict.fromkeys(alerts[:4], first)
    for act, a, b in acts:
        await step(sanna, model, alerts, act, a, b)
        await hold(sanna, model, alerts)
    # everything that was merged or split off can be taken back, the last first
    for incident in reversed(list(model.links)):
        while model.links[incident]:
            await step(sanna, model, alerts, "undo", list(model.links).index(incident), 0)
            await hold(sanna, model, alerts)


async def step(sanna: Browser, model: Model, alerts: list[str], act: str, a: int, b: int) -> None:
    """Do one act in both, if the model says that it can be done; else the API refuses it."""
    known = list(model.links)
    one, two, alert = known[a % len(known)], known[b % len(known)], alerts[b % len(alerts)]
    if act == "open":
        status = 409 if alert in model.alerts else 201
        answer = await sanna.post("", status, title="More", alerts=[alert])
        if status == 201:
            model.links[answer["id"]] = []
            model.alerts[alert] = answer["id"]
    elif act == "merge":
        fine = one != two and one not in model.into and two not in model.into
        answer = await sanna.client.post(f"/api/incidents/{one}/merge", json={"into": two})
        assert answer.status_code == 200 if fine else answer.status_code in (409, 422), answer.text
        if fine:
            model.into[one] = two
            model.links[one].append(("merge", two))
    elif act == "split":
        inside = sorted(x for x, where in model.alerts.items() if model.root(where) == one)
        if one in model.into or not inside:
            return
        chosen = inside[: 1 + b % len(inside)]
        made = await sanna.post(f"/{one}/split", 201, title="Part", alerts=chosen)
        model.alerts |= dict.fromkeys(chosen, made["id"])
        model.links[made["id"]] = [("split", one)]
    elif act == "move":
        await sanna.post(f"/{one}/alerts", add=[alert], move=True)
        inside_now = alert in model.alerts and alert in family(model, one)
        if not inside_now:
            model.alerts[alert] = one
    elif act == "remove":
        fine = alert in family(model, one)
        await sanna.post(f"/{one}/alerts", 200 if fine else 404, remove=[alert])
        if fine:
            del model.alerts[alert]
    else:
        await undo(sanna, model, one)


def family(model: Model, incident: str) -> set[str]:
    """Alerts that one sees at an incident: its own, and where it stands for itself those merged into it."""
    return {
        alert
        for alert, where in model.alerts.items()
        if where == incident or (incident not in model.into and model.root(where) == incident)
    }


async def undo(sanna: Browser, model: Model, one: str) -> None:
    links = model.links[one]
    circle = bool(links) and links[-1][0] == "split" and (one in model.into or model.root(links[-1][1]) == one)
    answer = await sanna.client.post(f"/api/incidents/{one}/undo")
    fine = bool(links) and not circle
    assert answer.status_code == (200 if fine else 409), answer.text
    if not fine:
        if circle:
            links.clear()  # the other was merged into it: nothing is left to take back
        return
    kind, other = links.pop()
    if kind == "merge":
        del model.into[one]
    else:
        model.into[one] = other


async def hold(sanna: Browser, model: Model, alerts: list[str]) -> None:
    """The API shows what the model says, every alert once."""
    listed: dict[str, Any] = {item["id"]: item for item in (await sanna.get("", state="all", limit=500))["items"]}
    shown = model.shown()
    assert {id for id in listed if id in model.links} == set(shown)
    seen: list[str] = []
    for id, inside in shown.items():
        detail = await sanna.get(f"/{id}")
        found = [one["alert"]["id"] for one in detail["alert_list"]]
        assert set(found) == inside
        assert listed[id]["alerts"] == len(inside)
        seen += found
    assert len(seen) == len(set(seen)) == len(model.alerts)
