"""Time and randomness are injected: only `kit.clock` reads the wall clock, nothing draws unseeded numbers."""

import ast
from collections.abc import Iterator

from checks.report import Finding, files, short

WALL = {
    ("time", "time"),
    ("time", "time_ns"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
}
RANDOM_MODULES = {"random"}
NUMPY_GLOBAL = {"seed", "rand", "randn", "randint", "random", "normal", "choice", "shuffle", "permutation"}


def run() -> Iterator[Finding]:
    """Yield every reading of the wall clock and every draw from a global generator in the product."""
    for path in files("src/impetus/*.py"):
        if short(path) == "src/impetus/kit/clock.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield from _call(node, short(path, node.lineno))
            elif isinstance(node, ast.Import) and any(name.name in RANDOM_MODULES for name in node.names):
                yield Finding(short(path, node.lineno), "imports random.", "Take a seeded generator as argument.")


def _call(node: ast.Call, where: str) -> Iterator[Finding]:
    function = node.func
    if not isinstance(function, ast.Attribute):
        return
    owner = function.value
    name = owner.id if isinstance(owner, ast.Name) else owner.attr if isinstance(owner, ast.Attribute) else ""
    if (name, function.attr) in WALL:
        yield Finding(where, f"reads the wall clock by {name}.{function.attr}().", "Take a Clock (impetus.kit.clock).")
    if name == "random" and function.attr in NUMPY_GLOBAL and isinstance(owner, ast.Attribute):
        yield Finding(where, f"draws from NumPy's global generator by {function.attr}().", "Take a Generator.")
    if function.attr == "default_rng" and not node.args and not node.keywords:
        yield Finding(where, "makes an unseeded generator.", "Pass a seed.")
