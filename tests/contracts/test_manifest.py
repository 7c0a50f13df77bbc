"""The manifest: what it takes, what it refuses and with which words, and that nothing makes it stumble."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.contracts.manifest import Capability, Manifest, check_manifest, prohibited, read_manifest
from impetus.contracts.scaffold import new_outside
from impetus.model.text import LOCALES


def good() -> dict[str, Any]:
    return {
        "id": "flood",
        "name": "Flood watch",
        "version": "1.2.0",
        "summary": {"en": "Floods", "it": "Piene", "nb": "Flom"},
        "icon": "water",
        "capabilities": ["detect_deviations"],
        "inputs": ["water"],
        "evidence": ["series"],
        "kinds": [
            {
                "name": "flood.rising",
                "title": {"en": "Rising", "it": "In piena", "nb": "Stiger"},
                "severity": "high",
                "icon": "water",
            }
        ],
        "purpose": "urban_safety",
        "legal_basis": {"en": "GDPR Article 6(1)(e)", "it": "GDPR, articolo 6(1)(e)", "nb": "GDPR artikkel 6(1)(e)"},
        "data_categories": ["environment"],
        "risk_class": "minimal",
        "limits": [
            {"en": "It knows one river only.", "it": "Conosce un solo fiume.", "nb": "Den kjenner bare én elv."}
        ],
        "quality_level": 2,
    }


FIGURE: dict[str, Any] = {
    "value": 74,
    "unit": "%",
    "low": 61.5,
    "high": 84,
    "measured_by": "benchmarks.flood",
    "measured_on": "2026-11-22",
    "name": {"en": "Floods found", "it": "Piene trovate", "nb": "Flommer funnet"},
    "data": {"en": "one river", "it": "un fiume", "nb": "én elv"},
}


def test_what_was_measured_is_said_in_each_language() -> None:
    manifest, problems = check_manifest(good() | {"figures": [FIGURE]})
    assert problems == []
    assert manifest is not None
    [figure] = manifest.figures
    assert [figure.said(locale) for locale in LOCALES] == [
        "Floods found: 74 % (61.5–84) (one river; 2026-11-22)",
        "Piene trovate: 74 % (61,5–84) (un fiume; 2026-11-22)",
        "Flommer funnet: 74 % (61,5–84) (én elv; 2026-11-22)",
    ]


def test_a_good_manifest() -> None:
    manifest, problems = check_manifest(good())
    assert problems == []
    assert manifest is not None
    kind = manifest.alert_kinds()["flood.rising"]
    assert (kind.procedure, kind.guide, kind.title.it) == ("flood.rising", "operations/flood", "In piena")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"id": "Flood"}, "id", "lower-case"),
        ({"id": None}, "id", "lower-case"),
        ({"version": "1"}, "version", "1.4.0"),
        ({"quality_level": 5}, "quality_level", "1 to 4"),
        ({"risk_class": "prohibited"}, "risk_class", "'minimal', 'limited' or 'high'"),
        ({"capabilities": ["cook"]}, "capabilities[0]", "detect_deviations"),
        ({"capabilities": []}, "capabilities", "use one of"),
        ({"evidence": ["series", "series"]}, "evidence", "name each once"),
        ({"evidence": ["smell"]}, "evidence[0]", "'series'"),
        ({"raises": ["crowd.dance"]}, "raises", "add it under [[kinds]]"),
        ({"kinds": [good()["kinds"][0] | {"name": "crowd.rising"}]}, "", "rename it"),
        ({"kinds": []}, "", "name kinds under raises"),
        ({"summary": {"en": "Floods", "it": "Piene"}}, "summary.nb", "add summary.nb"),
        ({"limits": []}, "limits", "cannot do"),
        ({"limits": ["It knows one river only."]}, "limits[0]", "en, it and nb under [[limits]]"),
        ({"legal_basis": "GDPR Article 6(1)(e)"}, "legal_basis", "en, it and nb under [legal_basis]"),
        ({"legal_basis": good()["legal_basis"] | {"it": ""}}, "legal_basis.it", "names the law"),
        (
            {"legal_basis": {"en": "GDPR Article 6(1)(e)", "nb": "GDPR artikkel"}},
            "legal_basis.it",
            "add legal_basis.it",
        ),
        ({"figures": [FIGURE | {"name": "Floods found"}]}, "figures[0].name", "en, it and nb under [figures.name]"),
        ({"figures": [FIGURE | {"data": {"en": "one river", "it": "un fiume"}}]}, "figures[0].data.nb", "add figures"),
        ({"figures": [FIGURE | {"value": float("inf")}]}, "figures[0].value", "what was measured"),
        ({"figures": [FIGURE | {"measured_on": "lately"}]}, "figures[0].measured_on", "what was measured"),
        ({"colour": "red"}, "colour", "remove it"),
    ],
)
def test_what_is_wrong_names_field_and_remedy(change: dict[str, Any], field: str, words: str) -> None:
    manifest, problems = check_manifest(good() | change)
    assert manifest is None
    assert problems[0].field == field
    assert problems[0].file == "manifest.toml"
    assert words.lower() in problems[0].remedy.lower()


@pytest.mark.parametrize("field", sorted(name for name, part in Manifest.model_fields.items() if part.is_required()))
def test_every_required_field_is_missed(field: str) -> None:
    raw = good()
    del raw[field]
    _, problems = check_manifest(raw)
    assert [problem.field for problem in problems if problem.problem == "this is missing"] == [field]


@pytest.mark.parametrize(
    "named", ["face_recognition", "facial-matching", "person_scoring", "score_citizens", "emotion_inference", "gait"]
)
def test_prohibited_practices_cannot_be_said(named: str) -> None:
    for change in ({"capabilities": [named]}, {named: True}, {"data_categories": [named]}):
        manifest, problems = check_manifest(good() | change)
        assert manifest is None
        assert "which IMPETUS does not do" in problems[0].problem


def test_no_capability_is_a_prohibited_one() -> None:
    assert [capability for capability in Capability if prohibited(capability)] == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*Manifest.model_fields, "other"]), JSON, max_size=8))
def test_anything_is_either_a_manifest_or_explained(change: dict[str, Any]) -> None:
    manifest, problems = check_manifest(good() | change)
    assert (manifest is None) == bool(problems)
    for problem in problems:
        assert problem.problem
        assert problem.remedy


@given(st.binary(max_size=300))
def test_any_file_is_read_or_explained(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "manifest.toml"
    path.write_bytes(content)
    manifest, problems = read_manifest(path)
    assert manifest is None
    assert problems


def test_the_scaffold_says_everything(tmp_path: Path) -> None:
    files = new_outside("Flood watch", tmp_path)
    raw = tomllib.loads(next(path for path in files if path.name == "manifest.toml").read_text("utf-8"))
    assert set(Manifest.model_fields) - set(raw) == {"raises", "figures"}, "of a new tool nothing was measured yet"
