"""Model cards: a tool that loads a model says which file it is, what it was measured at, and where not to trust it.

The cards stand in `models.toml` in the tool's folder, one `[[model]]` each. A model file without a card, a card without
its file, a file with another content, or a card without measured figures makes the tool broken: it is not loaded.
A tool opens its models with `load`, which reads the bytes once, checks them and gives exactly those.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from impetus.contracts.manifest import Measured, Problem, Said, Slug, Words, prohibited
from impetus.kit.errors import ImpetusError

CARDS: Final = "models.toml"
MODEL_FILES: Final = frozenset(
    {
        ".bin", ".ckpt", ".gguf", ".h5", ".hdf5", ".joblib", ".keras", ".mlmodel", ".npy", ".npz", ".onnx", ".pb",
        ".pickle", ".pkl", ".pt", ".pth", ".safetensors", ".tflite", ".ubj", ".model",
    }
)  # fmt: skip
"""Endings of files that hold what was learnt."""
_BLOCK: Final = 1 << 20
_Strict = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ModelRefused(ImpetusError):
    """A model has no card, or is not the one that the card is about; it is not loaded."""

    status = 409
    code = "model_refused"


class ModelCard(BaseModel):
    """What is known of one model. `file` lies in the tool's folder; `sha256` is of its bytes.

    What people read of it is said in three languages, as in the manifest.
    """

    model_config = _Strict

    id: Slug
    name: Annotated[str, StringConstraints(min_length=3, max_length=80)]
    file: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    purpose: Words
    trained_on: Said
    licence: Annotated[str, StringConstraints(min_length=2, max_length=80)]
    limits: list[Said] = Field(min_length=1)
    figures: list[Measured] = Field(min_length=1)

    @field_validator("file")
    @classmethod
    def _inside(cls, value: str) -> str:
        path = PurePosixPath(value)
        if path.is_absolute() or ".." in path.parts or "\\" in value or "\0" in value:
            raise ValueError("must lie in the tool's own folder; write its path from there")
        return value

    @field_validator("id", "name")
    @classmethod
    def _allowed(cls, value: str) -> str:
        practice = prohibited(value)
        if practice:
            raise ValueError(f"would mean {practice}, which IMPETUS does not do; leave the model out")
        return value


def read_cards(folder: Path) -> tuple[list[ModelCard], list[Problem]]:
    """Read a tool's cards and check its model files against them. Returns the cards and what is wrong."""
    cards, problems = _parsed(folder / CARDS)
    for card in cards:
        problems += _wrong(folder, card)
    carded = {(folder / card.file).resolve() for card in cards}
    for path in _model_files(folder):
        if path.resolve() not in carded:
            name = path.relative_to(folder).as_posix()
            problems.append(_problem(name, "", "this model has no card", f"Describe it in {CARDS}, or remove it."))
    ids = [card.id for card in cards]
    for id in sorted({id for id in ids if ids.count(id) > 1}):
        problems.append(_problem(CARDS, "id", f"{id} is there twice", "Give each model an id of its own."))
    return cards, problems


def load(folder: Path, id: str) -> bytes:
    """Return the bytes of a model, exactly those that its card is about. Raise ModelRefused."""
    cards, problems = _parsed(folder / CARDS)
    card = next((card for card in cards if card.id == id), None)
    if card is None:
        why = str(problems[0]) if problems else f"{CARDS} has no model {id}"
        raise ModelRefused(f"The model is not loaded: {why}", remedy=f"Describe it in {CARDS}.", model=id)
    try:
        content = (folder / card.file).read_bytes()
    except OSError as error:
        raise ModelRefused(
            f"The model's file cannot be read: {error.strerror}", remedy="Put it back.", model=id
        ) from error
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelRefused(
            "The model is not the one that its card is about.", remedy="Measure this one and write its card.", model=id
        )
    return content


def _parsed(path: Path) -> tuple[list[ModelCard], list[Problem]]:
    if not path.exists():
        return [], []
    try:
        raw: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        return [], [_problem(CARDS, "", f"this is not TOML: {error}", "Correct the line named.")]
    except OSError as error:
        return [], [_problem(CARDS, "", f"the file cannot be read: {error.strerror}", "Check its permissions.")]
    listed = raw.get("model")
    if set(raw) != {"model"} or not isinstance(listed, list):
        return [], [_problem(CARDS, "", "this holds no list of models", "Write one [[model]] for each.")]
    cards: list[ModelCard] = []
    problems: list[Problem] = []
    for index, one in enumerate(listed):
        try:
            cards.append(ModelCard.model_validate(one))
        except ValidationError as error:
            problems += [_explained(index, item) for item in error.errors(include_url=False)]
    return cards, problems


def _explained(index: int, error: Any) -> Problem:
    field = ".".join(["model", str(index), *(str(part) for part in error["loc"])])
    message = str(error["msg"]).removeprefix("Value error, ")
    problem, _, remedy = message.partition("; ")
    remedy = remedy or "see contracts/model_card.py for what a card holds"
    return _problem(CARDS, field, problem, f"{remedy}.".capitalize())


def _wrong(folder: Path, card: ModelCard) -> Iterator[Problem]:
    path = folder / card.file
    if not path.is_file():
        yield _problem(CARDS, card.id, f"{card.file} is missing", "Put the model there, or remove its card.")
    elif _sha256(path) != card.sha256:
        yield _problem(
            CARDS, card.id, f"{card.file} is not the model that the card is about", "Measure it and write its card."
        )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _model_files(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in MODEL_FILES and path.is_file() and "__pycache__" not in path.parts:
            yield path


def _problem(file: str, field: str, problem: str, remedy: str) -> Problem:
    return Problem(file=file, field=field, problem=problem, remedy=remedy)
