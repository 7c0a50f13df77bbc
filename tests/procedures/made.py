"""Procedures of any form, finished and unfinished, for property tests."""

from hypothesis import strategies as st

from impetus.procedures.content import Action, Answer, Content, Step, Words

LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=30)
WORDS = st.builds(Words, en=LINE, it=LINE, nb=LINE)
SURE = st.builds(
    lambda text: Words(en=text, it=text, nb=text),
    st.text("abcæ èø,;\"'", min_size=1, max_size=9).map(lambda text: f"x{text}x"),
)
NAMES = [f"step_{number}" for number in range(6)]
ACTIONS = st.builds(
    Action, do=st.sampled_from(["notify", "open_camera", "start_evacuation", "open_incident", "create_task"]),
    text=WORDS, by_hand=WORDS,
)  # fmt: skip
ANSWERS = st.lists(st.builds(Answer, label=WORDS, next=st.sampled_from(["", "nowhere", *NAMES])), max_size=9)
LOOSE = st.builds(
    Content,
    kind=st.sampled_from(["", "crowd.surge", "crowd"]),
    title=WORDS,
    summary=st.none() | WORDS,
    kinds=st.lists(st.sampled_from(["crowd.flight", "air"]), max_size=2),
    places=st.lists(LINE, max_size=3),
    steps=st.lists(
        st.builds(
            Step, id=st.sampled_from(NAMES), kind=st.sampled_from(["ask", "tell", "act"]), text=WORDS,
            answers=ANSWERS, seconds=st.none() | st.integers(5, 86_400), skippable=st.booleans(),
            action=st.none() | ACTIONS,
        ),
        max_size=6, unique_by=lambda step: step.id,
    ),
)  # fmt: skip
"""Drafts of any kind; ids of steps are their own."""


@st.composite
def sound(draw: st.DrawFn) -> Content:
    """A procedure that can be published."""
    size = draw(st.integers(1, 6))
    steps = []
    for place in range(size):
        ahead = [f"step_{later}" for later in range(place + 1, size)]
        targets = draw(st.lists(st.sampled_from(["", *ahead]), min_size=1, max_size=3))
        if ahead:
            targets.append(ahead[0])  # so that every step is reached
        kind = draw(st.sampled_from(["tell", "act"] if len(targets) == 1 else ["ask", "tell", "act"]))
        action = Action(do="notify", text=draw(SURE), by_hand=draw(SURE)) if kind == "act" else None
        answers = [Answer(label=draw(SURE), next=target) for target in targets]
        steps.append(
            Step(id=f"step_{place}", kind=kind, text=draw(SURE), answers=answers, action=action,
                 skippable=draw(st.booleans()), seconds=draw(st.none() | st.integers(5, 600)))
        )  # fmt: skip
    return Content(kind="crowd.surge", title=draw(SURE), steps=steps)
