"""What people are told when something goes wrong exists in three languages: every error code, every sentence.

Sentences are those that errors of the domain are raised with, and those of refusals and import reports. Not checked are
the command line and its start (a terminal speaks English), the machinery below the domain, tools and contracts: what
of theirs is not in the register is told by its code's meaning with the English sentence behind it.
"""

import ast
import re
from collections.abc import Iterator

from checks.report import ROOT, Finding, files, short
from impetus.kit.errors import ImpetusError
from impetus.kit.problems import codes, sentences
from impetus.model.text import LOCALES

DOMAIN = (
    "agencies", "alerts", "channels", "clocks", "evacuations", "guides", "incidents", "law", "people", "places",
    "procedures", "responders", "search", "shifts", "toolbox",
)  # fmt: skip
NOT_HERE = {
    "places/basemap": "built on the command line",
    "places/vector_tiles.py": "a map that cannot be read is left out",
}
COMMAND_LINE = frozenset({"launch_failed", "already_running"})
"""Codes that only a terminal shows."""
_REFUSALS = frozenset({"refuse", "Unmapped"})
_TABLE = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
_HOLES = re.compile(r"\{\d\}")


def run() -> Iterator[Finding]:
    """Yield codes and sentences without a line, and lines whose languages have other holes."""
    page = (
        (ROOT / "docs" / "reference.md").read_text(encoding="utf-8").split("## Error codes", 1)[1].split("\n## ", 1)[0]
    )
    for code in sorted(set(_TABLE.findall(page)) - COMMAND_LINE - codes().keys()):
        yield Finding(
            "src/impetus/kit/error_codes.tsv", f"has no line for '{code}'.", "Say what it means, three times."
        )
    for text in sentences().values():
        for locale in LOCALES:
            if sorted(_HOLES.findall(text.in_(locale))) != sorted(_HOLES.findall(text.en)):
                yield Finding("src/impetus/kit/problems.tsv", f"'{text.en}' has other holes in {locale}.", "Mend it.")
    names = _errors()
    for path in files(*(f"src/impetus/{folder}/*.py" for folder in DOMAIN)):
        inside = path.relative_to(ROOT / "src" / "impetus").as_posix()
        if inside.startswith(tuple(NOT_HERE)):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for sentence in _sentences(node, names):
                if sentence not in sentences():
                    yield Finding(
                        short(path, getattr(node, "lineno", None)), f"says '{sentence}' in English only.",
                        "Add a line to src/impetus/kit/problems.tsv: en, it and nb; {0}, {1} are its holes.",
                    )  # fmt: skip


def _errors() -> set[str]:
    """Names of all classes of errors, after their modules are read."""
    from impetus.server import app

    list(app.endpoint_modules())
    found, waiting = {ImpetusError.__name__}, [ImpetusError]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            found.add(kind.__name__)
            waiting.append(kind)
    return found


def _sentences(node: ast.AST, names: set[str]) -> Iterator[str]:
    if not isinstance(node, ast.Call):
        return
    called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    given = {word.arg: word.value for word in node.keywords}
    if called in names:
        asked = [*node.args[:1], *(given[name] for name in ("remedy",) if name in given)]
    elif called in _REFUSALS:
        asked = [*node.args, *(given[name] for name in ("problem", "remedy") if name in given)]
    else:
        return
    for part in asked:
        for sentence in _words(part):
            # One word is a code or a field; a sentence of holes alone says what others have said.
            if " " in _HOLES.sub("", sentence).strip(" :.,"):
                yield sentence


def _words(node: ast.expr) -> Iterator[str]:
    """The sentences an argument can be, with {0}, {1} for what is put in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _words(node.body)
        yield from _words(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        hole, text = 0, ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                text += str(part.value)
            else:
                text, hole = text + f"{{{hole}}}", hole + 1
        yield text
