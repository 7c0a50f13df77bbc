"""Whatever order people ask, allow, wait, end and read in: one's own approval and what has run out are refused.

The same steps are tried at the API's service and straight at the database, as the server's own role.
"""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.law.grants.scene import Scene

WHO = ("hanna", "sanna", "minna")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("ask"), st.sampled_from(WHO), st.integers(1, 60)),
        st.tuples(st.just("override"), st.sampled_from(WHO), st.just(0)),
        st.tuples(st.sampled_from(("allow", "refuse", "end", "review")), st.sampled_from(WHO), st.integers(0, 3)),
        st.tuples(st.sampled_from(("sql_allow", "sql_stretch")), st.sampled_from(WHO), st.integers(0, 3)),
        st.tuples(st.just("wait"), st.just(""), st.integers(1, 40)),
    ),
    min_size=1,
    max_size=8,
)


class Model:
    """What should hold, kept by hand: for each grant who asked, its state and its end in minutes."""

    def __init__(self) -> None:
        self.now = 0
        self.grants: list[dict[str, Any]] = []

    def in_force(self, who: str) -> bool:
        """Whether somebody may read now."""
        return any(one["by"] == who and one["state"] == "in_force" and self.now < one["until"] for one in self.grants)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_self_approval_and_expired_grants_are_always_refused(scene: Scene, steps: list[Any]) -> None:
    await scene.clear()
    model = Model()
    for what, who, number in steps:
        await step(scene, model, what, who, number)
        for one in WHO:
            assert await scene.reads(one) is model.in_force(one), (what, who, number, model.grants)
            assert await scene.sql_reads(one) is model.in_force(one), (what, who, number, model.grants)


async def step(scene: Scene, model: Model, what: str, who: str, number: int) -> None:
    """Do one thing in the program and in the model; both must agree whether it was possible."""
    if what == "wait":
        scene.clock.advance(number * 60_000)
        model.now += number
        return
    if what == "ask":
        open_ = any(
            one["by"] == who
            and (one["state"] == "waiting" or (one["state"] == "in_force" and model.now < one["until"]))
            for one in model.grants
        )
        may = who in ("hanna", "sanna") and not open_
        id = await scene.ask(who, number)
        assert (id is not None) is may, (what, who)
        if id:
            model.grants.append({"id": id, "by": who, "state": "waiting", "minutes": number, "until": 0, "loud": False})
        return
    if what == "override":
        id = await scene.override(who)
        assert (id is not None) is (who in ("hanna", "sanna"))
        if id:
            until = model.now + 30
            model.grants.append({"id": id, "by": who, "state": "in_force", "minutes": 30, "until": until, "loud": True})
        return
    if not model.grants:
        return
    one = model.grants[number % len(model.grants)]
    live = one["state"] == "in_force" and model.now < one["until"]
    if what in ("allow", "refuse", "sql_allow"):
        may = one["state"] == "waiting" and who != one["by"] and (who in ("sanna", "minna"))
        if what == "sql_allow":  # the database knows no permissions, but who asked
            may = one["state"] == "waiting" and who != one["by"]
        done = await (scene.sql_allow(who, one["id"]) if what == "sql_allow" else scene.decide(who, what, one["id"]))
        assert done is may, (what, who, one)
        if done:
            one |= {"state": "refused" if what == "refuse" else "in_force", "until": model.now + one["minutes"]}
    elif what == "sql_stretch":
        assert not await scene.sql_stretch(who, one["id"])
    elif what == "end":
        may = (one["state"] == "waiting" or live) and (who == one["by"] or who in ("sanna", "minna"))
        assert await scene.decide(who, "end", one["id"]) is may, (what, who, one)
        if may:
            one["state"] = "ended"
    else:
        may = one["loud"] and not one.get("reviewed") and who == "minna"
        assert await scene.decide(who, "review", one["id"]) is may, (what, who, one)
        if may:
            one["reviewed"] = True
