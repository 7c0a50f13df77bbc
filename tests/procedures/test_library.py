"""What ships: every way through each procedure ends, nothing is unreachable, and all three languages are complete."""

import re
from pathlib import Path

import pytest

from impetus.contracts.discovery import discover
from impetus.contracts.procedure import read_procedure
from impetus.model.kinds import REGISTER
from impetus.model.text import LOCALES
from impetus.procedures.content import faults, loosened
from impetus.procedures.library import FOLDER, own, shipped
from impetus.procedures.walk import longest, ways

ICONS = Path(__file__).parents[2] / "console" / "src" / "ui"
FILES = sorted(FOLDER.glob("*.toml"))


def test_the_ten_are_there() -> None:
    assert {file.stem for file in FILES} == {
        "firearm.identified", "object.unattended", "crowd.surge", "crowd.flight", "air.plume", "bacteria.high",
        "traffic.blockage", "cyber.attack", "sensor.outage", "person.lost",
    }  # fmt: skip
    assert len(own()) == len(FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_whole(file: Path) -> None:
    procedure, problems = read_procedure(file)
    assert problems == []
    assert procedure is not None
    assert faults(loosened(procedure)) == []
    assert procedure.kind in REGISTER
    walked = list(ways(procedure))
    assert {step for way in walked for step in way} == {step.id for step in procedure.steps}
    assert max(map(len, walked)) == longest(procedure)[procedure.steps[0].id] <= 15
    assert 8 <= len(procedure.steps) <= 17
    assert any(step.action is not None for step in procedure.steps)
    assert any(step.seconds for step in procedure.steps)
    for step in procedure.steps:
        texts = [step.text, *(answer.label for answer in step.answers)]
        for words in texts:
            assert all(getattr(words, locale)[0].isupper() or not words.en[0].isupper() for locale in LOCALES)
        assert step.text.en != step.text.nb != step.text.it
        assert not re.search(r"!|\bplease\b", step.text.en)


def test_its_kinds_have_icons_that_the_console_has() -> None:
    known = (ICONS / "icons.ts").read_text("utf-8") + (ICONS / "Icon.tsx").read_text("utf-8")
    for one in own():
        assert re.search(rf"\b{REGISTER[one.procedure.kind].icon}:", known), one.procedure.kind


def test_tools_bring_theirs_only_where_the_platform_has_none() -> None:
    kinds = [one.procedure.kind for one in shipped(discover())]
    assert len(kinds) == len(set(kinds))
    assert len({one.mark for one in shipped(discover())}) == len(kinds)
