"""The second wall: which role may read and write which class of data under which purpose, in the database itself.

`wall.tsv` is compiled from the policies (`policy/wall.py`). `raise_wall` writes it into the table `wall`, which only
the migrator can read; row-level security asks the function `wall_allows` once a query (migration 0010).
"""

import hashlib
import importlib.resources
from collections.abc import Iterable
from typing import Final, NamedTuple

from sqlalchemy import Connection, text

FOR_ALL: Final = "*"
"""Instead of a purpose: all of them."""

FINGERPRINT: Final = "#"
"""The class of the one row that carries the fingerprint of the whole wall as its role."""

_HEAD: Final = "role\tpurpose\tcase\treads\twrites\n"


class Line(NamedTuple):
    """What a role may read and write under a purpose, without or with a case."""

    role: str
    purpose: str
    case: bool
    reads: frozenset[str]
    writes: frozenset[str]


def dump(lines: Iterable[Line]) -> str:
    """Return the text of the file."""
    return _HEAD + "".join(
        f"{line.role}\t{line.purpose}\t{'case' if line.case else '-'}\t{' '.join(sorted(line.reads)) or '-'}"
        f"\t{' '.join(sorted(line.writes)) or '-'}\n"
        for line in lines
    )


def load() -> tuple[list[Line], str]:
    """Return the lines of the file and its fingerprint."""
    content = (importlib.resources.files("impetus.storage") / "wall.tsv").read_text(encoding="utf-8")
    lines = []
    for row in content.removeprefix(_HEAD).splitlines():
        role, purpose, case, reads, writes = row.split("\t")
        classes = (frozenset(() if part == "-" else part.split(" ")) for part in (reads, writes))
        lines.append(Line(role, purpose, case == "case", *classes))
    return lines, hashlib.sha256(content.encode()).hexdigest()


def raise_wall(connection: Connection) -> bool:
    """Write the wall in the caller's transaction; return whether it was another one. Needs the migrator's role."""
    lines, fingerprint = load()
    if connection.execute(text("SELECT wall_fingerprint()")).scalar_one() == fingerprint:
        return False
    rows = [
        {"resource": resource, "role": line.role, "purpose": line.purpose, "case": line.case,
         "read": resource in line.reads, "write": resource in line.writes}
        for line in lines
        for resource in sorted(line.reads | line.writes)
    ]  # fmt: skip
    rows.append(
        {"resource": FINGERPRINT, "role": fingerprint, "purpose": FOR_ALL, "case": False, "read": False,
         "write": False}
    )  # fmt: skip
    connection.execute(text("DELETE FROM wall"))
    connection.execute(
        text(
            "INSERT INTO wall (agency_id, resource, role, purpose, with_case, may_read, may_write)"
            " VALUES ('platform', :resource, :role, :purpose, :case, :read, :write)"
        ),
        rows,
    )
    return True
