"""Every act that the audit log can name: which operation on personal data it is, and how people say it.

The register is `acts.tsv` beside this file: act, operation, and a sentence in English, Italian and Norwegian with the
holes {who} and {subject}. Operations are those that Article 25(1) of Directive (EU) 2016/680 wants logged, as far as
remembered (the wording was not checked); `system` is an act that touches no personal data but accounts of the program.
A new act is a new line there; `checks/acts.py` finds acts in the code that have none.
"""

import importlib.resources
import re
from typing import Final, Literal, get_args

import msgspec

from impetus.model.text import LOCALES, Text

Operation = Literal["collection", "consultation", "alteration", "disclosure", "combination", "erasure", "system"]
OPERATIONS: Final[tuple[Operation, ...]] = get_args(Operation)

OPERATION_WORDS: Final[dict[Operation, Text]] = {
    "collection": Text(en="collection", it="raccolta", nb="innsamling"),
    "consultation": Text(en="consultation", it="consultazione", nb="innsyn"),
    "alteration": Text(en="alteration", it="modifica", nb="endring"),
    "disclosure": Text(en="disclosure", it="comunicazione", nb="utlevering"),
    "combination": Text(en="combination", it="combinazione", nb="sammenstilling"),
    "erasure": Text(en="erasure", it="cancellazione", nb="sletting"),
    "system": Text(en="running of the platform", it="gestione della piattaforma", nb="drift av plattformen"),
}


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """One act: its dotted name, its operation, and its sentence with the holes {who} and {subject}."""

    id: str
    operation: Operation
    sentence: Text

    def said(self, locale: str, who: str, subject: str) -> str:
        """Return the sentence; a hole with nothing in it takes the space or the colon before it along."""
        words, names = self.sentence.in_(locale), {"{who}": who, "{subject}": subject}
        if not subject:
            words = re.sub(r"[ :]*\{subject\}", "", words)
        words = re.sub(r"\{(?:who|subject)\}", lambda hole: names[hole[0]], words).strip()
        return words[:1].upper() + words[1:]


def _read() -> dict[str, Act]:
    found: dict[str, Act] = {}
    lines = (importlib.resources.files("impetus.model") / "acts.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 2 + len(LOCALES) or not all(cell.strip() for cell in cells):
            raise ValueError(f"acts.tsv, line {number}: needs act, operation and {len(LOCALES)} sentences")
        id, operation, en, it, nb = cells
        if operation not in OPERATIONS or id in found:
            raise ValueError(f"acts.tsv, line {number}: {id!r} is there twice, or has an unknown operation")
        found[id] = Act(id=id, operation=operation, sentence=Text(en=en, it=it, nb=nb))
    return found


ACTS: Final[dict[str, Act]] = _read()

UNKNOWN: Final[set[str]] = set()
"""Acts that were written in this process and are in no line of the register; a test of the whole suite finds them."""


def operation_of(what: str) -> Operation:
    """Return the operation of an act. One without a line counts as `system`: an act is never lost for its words."""
    act = ACTS.get(what)
    if act is None:
        UNKNOWN.add(what)
        return "system"
    return act.operation


def said(what: str, locale: str, who: str, subject: str) -> str:
    """Return the sentence of an act; one that is not in the register is named as it is written."""
    act = ACTS.get(what)
    return act.said(locale, who, subject) if act else f"{who}: {what} {subject}".strip()
