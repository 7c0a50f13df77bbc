"""Procedures as files: JSON of everything, and CSV with a row for the procedure, each step and each answer.

Both hold everything, so that what is exported and imported again is the same. Reading keeps what it can and reports
the rest: which row or field, what was wrong, and what to do.
"""

import csv
import io
import json
from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar, cast

from pydantic import BaseModel, ValidationError

from impetus.kit.errors import BadInput
from impetus.model.text import LOCALES
from impetus.procedures.content import Answer, Content, Step, Words

Format = Literal["json", "csv"]
FORMAT: Final = "impetus-procedure"
COLUMNS: Final = (
    "row", "id", "kind", "text_en", "text_it", "text_nb", "seconds", "skippable", "next", "action", "action_en",
    "action_it", "action_nb", "by_hand_en", "by_hand_it", "by_hand_nb", "kinds", "places",
)  # fmt: skip
MOST: Final = 1_000_000
Shape = TypeVar("Shape", bound=BaseModel)


class Unmapped(BaseModel):
    """Something that was left out: its row (0 for none) or field, why, and what to do."""

    row: int
    field: str
    problem: str
    remedy: str


def write_json(content: Content) -> str:
    """Return a procedure as JSON text."""
    return json.dumps({"format": FORMAT, "version": 1, "procedure": content.model_dump(mode="json")}, indent=2,
                      ensure_ascii=False) + "\n"  # fmt: skip


def write_csv(content: Content) -> str:
    """Return a procedure as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    head = {"row": "procedure", "kind": content.kind, "kinds": " ".join(content.kinds)}
    writer.writerow(head | _three("text", content.title) | {"places": json.dumps(content.places, ensure_ascii=False)})
    if content.summary is not None:
        writer.writerow({"row": "summary"} | _three("text", content.summary))
    for step in content.steps:
        row: dict[str, Any] = {"row": "step", "id": step.id, "kind": step.kind} | _three("text", step.text)
        row |= {"seconds": step.seconds or "", "skippable": "yes" if step.skippable else "no"}
        if step.action is not None:
            row |= {"action": step.action.do} | _three("action", step.action.text)
            row |= _three("by_hand", step.action.by_hand)
        writer.writerow(row)
        for answer in step.answers:
            writer.writerow({"row": "answer", "id": step.id, "next": answer.next} | _three("text", answer.label))
    return out.getvalue()


def _three(name: str, words: Words) -> dict[str, str]:
    return {f"{name}_{locale}": getattr(words, locale) for locale in LOCALES}


def read(format: Format, text: str) -> tuple[Content, list[Unmapped]]:
    """Read a file. Returns what could be mapped, and what could not. Raise BadInput where nothing could."""
    if len(text) > MOST:
        raise BadInput("The file is too large for a procedure.", remedy="Export one procedure at a time.", field="text")
    return _read_json(text) if format == "json" else _read_csv(text)


def _read_json(text: str) -> tuple[Content, list[Unmapped]]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"This is not JSON: {error}"[:200], remedy="Choose the other form.", field="text") from None
    if isinstance(raw, dict) and isinstance(raw.get("procedure"), dict):
        raw = raw["procedure"]
    if not isinstance(raw, dict) or not isinstance(raw.get("steps"), list):
        raise BadInput("There is no procedure in this file.", remedy="Export one to see the form.", field="text")
    unmapped: list[Unmapped] = []
    kept = _fit(Content, {key: value for key, value in raw.items() if key != "steps"}, "", 0, unmapped)
    steps = []
    for position, step in enumerate(raw["steps"], 1):
        where = f"steps.{position}"
        if not isinstance(step, dict):
            unmapped.append(_left(position, where, "this is no step"))
            continue
        answers = step.get("answers", [])
        fitted = _fit(Step, {key: value for key, value in step.items() if key != "answers"}, where, position, unmapped)
        if fitted is None:
            unmapped.append(_left(position, f"{where}.id", "a step needs an id of lower-case letters, digits and _"))
            continue
        given = answers if isinstance(answers, list) else []
        good = []
        for number, answer in enumerate(given, 1):
            one = _fit(Answer, answer, f"{where}.answers.{number}", position, unmapped)
            if one is not None:
                good.append(one)
        steps.append(_few(fitted.model_copy(update={"answers": good}), position, unmapped))
    return _whole(kept or Content(), steps, unmapped), unmapped


def _few(step: Step, row: int, unmapped: list[Unmapped]) -> Step:
    if len(step.answers) > 9:
        unmapped.append(_left(row, f"{step.id}.answers", "a step has nine answers at most; the rest was left out"))
    return step.model_copy(update={"answers": step.answers[:9]})


def _whole(content: Content, steps: list[Step], unmapped: list[Unmapped]) -> Content:
    if len(steps) > 60:
        unmapped.append(_left(0, "steps", "a procedure has sixty steps at most; the rest was left out"))
    return content.model_copy(update={"steps": steps[:60]})


def _left(row: int, field: str, problem: str) -> Unmapped:
    field, problem = (part.encode("utf-8", "replace").decode() for part in (field[:200], problem[:300]))
    return Unmapped(row=row, field=field, problem=problem, remedy="Correct it here, or in the file.")


def _fit(shape: type[Shape], value: Any, where: str, row: int, unmapped: list[Unmapped]) -> Shape | None:
    """Make a `shape` of what fits, and leave out what does not, field by field."""
    if not isinstance(value, dict):
        unmapped.append(_left(row, where, "this is not an object"))
        return None
    kept = dict(value)
    for _ in range(len(kept) + 1):
        try:
            return shape.model_validate(kept)
        except ValidationError as error:
            for item in error.errors(include_url=False, include_input=False):
                name = item["loc"][0] if item["loc"] else ""
                field = ".".join(str(part) for part in (where, *item["loc"]) if part != "")
                unmapped.append(_left(row, field, item["msg"]))
                kept.pop(cast(str, name), None)
    return None


def _read_csv(text: str) -> tuple[Content, list[Unmapped]]:
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        names = list(reader.fieldnames or ())
        rows = list(reader)
    except csv.Error as error:
        raise BadInput(f"This is not CSV: {error}", remedy="Choose the other form.", field="text") from None
    if not {"row", "text_en"} <= set(names):
        raise BadInput("The first line does not name the columns row and text_en.",
                       remedy="Export a procedure to see the form.", field="text")  # fmt: skip
    unmapped = [_left(1, name, "there is no such column") for name in names if name not in COLUMNS]
    raw: dict[str, Any] = {}
    steps: dict[str, dict[str, Any]] = {}
    rows_of: dict[str, int] = {}
    last = ""
    for number, row in enumerate(rows, 2):
        cell = _cells(row)
        kind = cell("row")
        if kind == "procedure":
            raw |= {"title": _words(cell, "text"), "kind": cell("kind"), "kinds": cell("kinds").split()}
            raw["places"] = _places(cell("places"))
        elif kind == "summary":
            raw["summary"] = _words(cell, "text")
        elif kind == "step" and cell("id") not in steps:
            last = cell("id")
            steps[last], rows_of[last] = _csv_step(cell), number
        elif kind == "answer" and (cell("id") or last) in steps:
            steps[cell("id") or last]["answers"].append({"label": _words(cell, "text"), "next": cell("next")})
        else:
            unmapped.append(_left(number, "row", f"a row {kind[:40]!r} cannot be placed here"))
        if None in row:
            unmapped.append(_left(number, "row", "the row has more cells than columns"))
    content, more = _read_json(json.dumps(raw | {"steps": list(steps.values())}))
    order = [0, *rows_of.values()]
    return content, unmapped + [one.model_copy(update={"row": order[one.row]}) for one in more]


def _cells(row: dict[Any, Any]) -> Callable[[str], str]:
    return lambda name: str(row.get(name) or "")


def _words(cell: Callable[[str], str], name: str) -> dict[str, str]:
    return {locale: cell(f"{name}_{locale}") for locale in LOCALES}


def _places(text: str) -> list[Any]:
    try:
        found = json.loads(text or "[]")
    except ValueError:
        return [part.strip() for part in text.split(";") if part.strip()]
    return found if isinstance(found, list) else [text]


def _csv_step(cell: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": cell("id"),
        "kind": cell("kind") or "ask",
        "text": _words(cell, "text"),
        "answers": [],
    }
    if cell("seconds"):
        made["seconds"] = cell("seconds")
    made["skippable"] = cell("skippable").strip().lower() not in ("no", "false", "0")
    if cell("action"):
        made["action"] = {"do": cell("action"), "text": _words(cell, "action"), "by_hand": _words(cell, "by_hand")}
    return made
