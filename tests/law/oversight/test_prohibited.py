"""What the platform must not be able to do cannot be declared, brought in, or started."""

from pathlib import Path
from typing import Any

import pytest
from checks import forbidden, prohibited
from hypothesis import given
from hypothesis import strategies as st
from tests.fixtures.tools import MANIFEST

from impetus.contracts.discovery import ToolBroken, look_at
from impetus.contracts.manifest import Capability, check_manifest
from impetus.contracts.scaffold import new_outside


def test_the_checkout_holds_nothing_of_it() -> None:
    assert list(prohibited.run()) == []
    assert list(forbidden.run()) == []


@pytest.mark.parametrize(
    "package",
    ["face-recognition", "facenet-pytorch", "deepface", "insightface", "dlib", "fer", "hsemotion-onnx", "gaitset",
     "torchreid", "resemblyzer", "speakerlab", "Emotion-Recogniser", "MTCNN"],
)  # fmt: skip
def test_packages_that_serve_it_are_known(package: str) -> None:
    assert prohibited.refused(package)


@pytest.mark.parametrize(
    "package", ["fastapi", "ferny", "surface", "opencv-python", "interface", "numpy", "onnxruntime"]
)
def test_other_packages_are_not(package: str) -> None:
    assert not prohibited.refused(package)


@pytest.mark.parametrize(
    "capability",
    ["identify_faces", "recognise_faces", "biometric_identification", "infer_emotions", "score_persons",
     "social_scoring", "predict_crime", "re_identify", "track_persons", "", "DETECT_OBJECTS", "detect_objects "],
)  # fmt: skip
def test_unknown_capabilities_are_refused_at_start(tmp_path: Path, capability: str) -> None:
    new_outside("Flood watch", tmp_path)
    folder = tmp_path / "impetus-flood-watch" / "src" / "impetus_flood_watch"
    assert not look_at(folder, "impetus_flood_watch", "package").broken
    text = (folder / "manifest.toml").read_text("utf-8")
    start = text.index("capabilities")
    line = text[start : text.index("\n", start)]
    (folder / "manifest.toml").write_text(text.replace(line, f'capabilities = ["{capability}"]'), "utf-8")
    tool = look_at(folder, "impetus_flood_watch", "package")
    assert tool.broken
    with pytest.raises(ToolBroken):
        _ = tool.declared


@given(st.text(max_size=40))
def test_only_the_closed_list_can_be_declared(capability: str) -> None:
    found, problems = check_manifest({**MANIFEST, "capabilities": [capability]})
    assert (found is not None) == (capability in set(Capability))
    assert found is not None or problems


_FIELDS = ["biometric_categories", "emotions", "person_score", "risk_profile", "watchlist", "faces"]


@given(st.sampled_from(_FIELDS), st.none() | st.booleans() | st.text())
def test_no_field_can_express_it(field: str, value: Any) -> None:
    found, problems = check_manifest({**MANIFEST, field: value})
    assert found is None
    assert any(problem.field == field for problem in problems)


@pytest.mark.parametrize("level", ["prohibited", "unacceptable"])
def test_a_prohibited_class_cannot_be_declared(level: str) -> None:
    assert check_manifest({**MANIFEST, "risk_class": level})[0] is None
