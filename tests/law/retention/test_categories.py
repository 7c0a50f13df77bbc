"""The register: how long at most, by the platform's word and by the tools'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.contracts.discovery import discover
from impetus.contracts.manifest import Manifest, check_manifest
from impetus.law.retention.categories import CATEGORIES, caps
from impetus.law.retention.service import manifests
from impetus.model.sensor import SensorKind
from impetus.model.text import LOCALES


def tool(**retention: int) -> Manifest:
    return manifests(discover())["anomaly"].model_copy(
        update={"retention": retention, "inputs": [SensorKind.PEOPLE, SensorKind.AIR]}
    )


def by_name(*tools: Manifest) -> dict[tuple[str, str], int]:
    return {(cap.category, cap.of): cap.days for cap in caps({f"t{n}": tool for n, tool in enumerate(tools)})}


def test_every_category_has_words_in_all_languages() -> None:
    for category in CATEGORIES.values():
        for text in (category.title, category.begins):
            assert len({text.in_(locale) for locale in LOCALES}) == 3


def test_a_tool_shortens_what_is_its_own() -> None:
    found = by_name(tool(alert=90, reading=30), tool())
    assert (found["alert", ""], found["alert", "t0"]) == (365, 90)
    assert ("alert", "t1") not in found
    assert ("reading", "people") not in found  # another tool may keep it for longer
    assert by_name(tool(reading=30), tool(reading=60))["reading", "air"] == 60


@given(alert=st.integers(1, 3650), reading=st.integers(1, 3650))
def test_no_tool_lengthens_anything(alert: int, reading: int) -> None:
    for (category, _), days in by_name(tool(alert=alert, reading=reading)).items():
        assert days <= CATEGORIES[category].days


@pytest.mark.parametrize("retention", [{"alert": 0}, {"alert": 4000}, {"gossip": 3}, {"alert": "long"}, []])
def test_a_manifest_cannot_say_anything_else(retention: object) -> None:
    raw = manifests(discover())["anomaly"].model_dump(mode="json") | {"retention": retention}
    manifest, problems = check_manifest(raw)
    assert manifest is None
    assert all(problem.field.startswith("retention") and problem.remedy for problem in problems)
