"""Every act that is written into the audit log stands in the register of acts, with its words in three languages."""

import ast
from collections.abc import Iterator

from checks.report import Finding, files, short
from impetus.model.acts import ACTS

_REMEDY = "Add a line to src/impetus/model/acts.tsv: act, operation, and the sentence in en, it and nb."


def run() -> Iterator[Finding]:
    """Yield acts in the code without a line, and lines whose languages do not name the same."""
    for path in files("src/impetus/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if node.func.attr != "audit" or not node.args:
                continue
            for whole, beginning in _acts(node.args[0]):
                known = any(id.startswith(whole) for id in ACTS) if beginning else whole in ACTS
                if not known:
                    yield Finding(short(path, node.lineno), f"writes the act '{whole}', which is unknown.", _REMEDY)
    for act in ACTS.values():
        for words in (act.sentence.it, act.sentence.nb):
            if ("{subject}" in words) != ("{subject}" in act.sentence.en):
                yield Finding(
                    "src/impetus/model/acts.tsv", f"'{act.id}' names its subject not in all languages.", _REMEDY
                )


def _acts(node: ast.expr) -> Iterator[tuple[str, bool]]:
    """Yield the acts an argument can be, as (text, whether it is only the beginning)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, False
    elif isinstance(node, ast.IfExp):
        yield from _acts(node.body)
        yield from _acts(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        yield from _joined(node.values)


def _joined(parts: list[ast.expr]) -> Iterator[tuple[str, bool]]:
    """A formatted string: what is constant at its beginning, and both ways of a choice in it."""
    texts = [""]
    for part in parts:
        if isinstance(part, ast.Constant):
            texts = [text + str(part.value) for text in texts]
        elif isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
            ways = [str(way.value) for way in (part.value.body, part.value.orelse) if isinstance(way, ast.Constant)]
            if len(ways) < 2:
                break
            texts = [text + way for text in texts for way in ways]
        else:
            break
    else:
        yield from ((text, False) for text in texts)
        return
    yield from ((text, True) for text in texts)
