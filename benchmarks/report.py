"""The common form of every benchmark: arguments, a table of figures, and one JSON object at the end."""

import argparse
import json
import math
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).resolve().parent.parent


class Figure(NamedTuple):
    """One line of the table: `target` in words, `met` None where there is none, a `reason` where there is no value."""

    name: str
    value: float | None
    unit: str = ""
    target: str = ""
    met: bool | None = None
    peer: str = ""
    reason: str = ""


def arguments(name: str, description: str, default_data: Path | None = None, **flags: str) -> argparse.Namespace:
    """Parse `--data DIR`, `--short` and `--json`, and further `flags`, each with its help."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=description)
    parser.add_argument("--data", type=Path, default=default_data, help="folder of the developer set's form")
    parser.add_argument("--short", action="store_true", help="correctness only, for CI")
    parser.add_argument("--json", action="store_true", help="last line is one JSON object")
    for flag, what in flags.items():
        parser.add_argument(f"--{flag}", action="store_true", help=what)
    return parser.parse_args()


def report(name: str, figures: Sequence[Figure], *, data: Path | None = None, as_json: bool = False) -> None:
    """Print the table, and the JSON object where asked for."""
    rows = [("figure", "value", "unit", "target", "met", "peer")]
    for figure in figures:
        value = (
            "-"
            if figure.value is None
            else f"{figure.value:,.4g}"
            if abs(figure.value) < 1e4
            else f"{figure.value:,.0f}"
        )
        met = {True: "yes", False: "NO", None: ""}[figure.met]
        rows.append((figure.name, value, figure.unit, figure.target, met, figure.peer or figure.reason))
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    if as_json:
        print(
            json.dumps(
                {
                    "benchmark": name,
                    "data": str(data.name) if data else "",
                    "commit": commit(),
                    "figures": {figure.name: plain(figure.value) for figure in figures},
                    "reasons": {figure.name: figure.reason for figure in figures if figure.value is None},
                }
            )
        )


def plain(value: float | None) -> float | None:
    """The number as JSON knows it (RFC 8259, section 6): numpy's made Python's; None for what is not finite."""
    number = value.item() if isinstance(value, np.generic) else value
    return number if number is not None and math.isfinite(number) else None


def commit() -> str:
    """The commit measured, with a mark if the tree differs from it."""
    try:
        head = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        dirty = subprocess.run(["git", "status", "--porcelain"], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return head.stdout.strip() + ("+" if dirty.stdout.strip() else "")
