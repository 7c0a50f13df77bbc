"""Model cards: a model without one, or another than its card is about, is not loaded, and its tool not run."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.contracts.discovery import look_at
from impetus.contracts.model_card import MODEL_FILES, ModelRefused, load, read_cards
from impetus.contracts.scaffold import new_outside

WEIGHTS = b"what was learnt"
CARD = """
[[model]]
id = "people_counter"
name = "Counter of people"
file = "{file}"
sha256 = "{sha256}"
licence = "CC-BY-4.0"
purpose = {{ en = "Counts people", it = "Conta le persone", nb = "Teller folk" }}

[model.trained_on]
en = "Counts of public squares, 2019 to 2025, without persons."
it = "Conteggi di piazze, dal 2019 al 2025, senza persone."
nb = "Tellinger på torg, 2019 til 2025, uten personer."

[[model.limits]]
en = "It counts and knows nobody; below four lux it is not to be trusted."
it = "Conta e non conosce nessuno; sotto quattro lux non ci si può fidare."
nb = "Den teller og kjenner ingen; under fire lux er den ikke til å stole på."

[[model.figures]]
value = 2.1
low = 1.8
high = 2.4
measured_by = "benchmarks.counter"
measured_on = 2026-11-20
name = {{ en = "Mean error in persons", it = "Errore medio in persone", nb = "Snittfeil i personer" }}
data = {{ en = "a square, 300 pictures", it = "una piazza, 300 immagini", nb = "et torg, 300 bilder" }}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_outside("Flood watch", tmp_path)
    return tmp_path / "impetus-flood-watch" / "src" / "impetus_flood_watch"


def carded(folder: Path, content: bytes = WEIGHTS, **changes: str) -> None:
    said = {"file": "models/weights.onnx", "sha256": hashlib.sha256(WEIGHTS).hexdigest()} | changes
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / "weights.onnx").write_bytes(content)
    (folder / "models.toml").write_text(CARD.format(**said), "utf-8")


def broken(folder: Path) -> list[str]:
    tool = look_at(folder, "impetus_flood_watch", "package")
    return [str(problem) for problem in tool.problems] if tool.broken else []


def test_a_model_with_its_card_is_loaded(folder: Path) -> None:
    assert broken(folder) == []
    carded(folder)
    assert broken(folder) == []
    assert load(folder, "people_counter") == WEIGHTS
    [card] = read_cards(folder)[0]
    assert card.figures[0].value == 2.1


def test_a_model_without_a_card_is_not_loaded(folder: Path) -> None:
    (folder / "weights.safetensors").write_bytes(WEIGHTS)
    assert "no card" in broken(folder)[0]
    with pytest.raises(ModelRefused):
        load(folder, "weights")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda folder: (folder / "models" / "weights.onnx").write_bytes(WEIGHTS + b"."),
        lambda folder: (folder / "models" / "weights.onnx").unlink(),
        lambda folder: carded(folder, sha256="0" * 64),
        lambda folder: (folder / "models.toml").unlink(),
        lambda folder: (folder / "models.toml").write_text("[[model]]\n", "utf-8"),
        lambda folder: (folder / "models.toml").write_text("model = 3", "utf-8"),
        lambda folder: (folder / "models.toml").write_bytes(b"\xff"),
        lambda folder: carded(folder, file="../weights.onnx"),
    ],
)
def test_a_model_that_is_not_as_its_card_says_is_not_loaded(folder: Path, spoil: Any) -> None:
    carded(folder)
    spoil(folder)
    assert broken(folder)
    with pytest.raises(ModelRefused):
        load(folder, "people_counter")


def test_a_card_without_measured_figures_is_none(folder: Path) -> None:
    carded(folder)
    cards = folder / "models.toml"
    text = cards.read_text("utf-8")
    cards.write_text(text[: text.index("[[model.figures]]")], "utf-8")
    assert "figures" in broken(folder)[0]


@pytest.mark.parametrize("said", ["nb = ", "it = "])
def test_what_people_read_of_it_is_said_in_every_language(folder: Path, said: str) -> None:
    carded(folder)
    cards = folder / "models.toml"
    text = cards.read_text("utf-8")
    at = text.index(f"\n{said}", text.index("[[model.limits]]"))
    cards.write_text(text[:at] + text[text.index("\n", at + 1) :], "utf-8")
    assert f"limits.0.{said[:2]}" in broken(folder)[0]


def test_a_model_for_what_is_prohibited_is_refused(folder: Path) -> None:
    carded(folder)
    cards = folder / "models.toml"
    cards.write_text(cards.read_text("utf-8").replace("people_counter", "face_matcher"), "utf-8")
    assert "faces" in broken(folder)[0]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda said: f"[[model]]\n{said}".encode()))
def test_whatever_stands_there_is_told(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("tool")
    (folder / "models.toml").write_bytes(content)
    cards, problems = read_cards(folder)
    assert cards or problems or not content.strip()


@given(st.sampled_from(sorted(MODEL_FILES)), st.booleans())
def test_every_kind_of_model_file_needs_a_card(
    tmp_path_factory: pytest.TempPathFactory, ending: str, capital: bool
) -> None:
    folder = tmp_path_factory.mktemp("tool")
    (folder / f"weights{ending.upper() if capital else ending}").write_bytes(WEIGHTS)
    assert [problem.problem for problem in read_cards(folder)[1]] == ["this model has no card"]
