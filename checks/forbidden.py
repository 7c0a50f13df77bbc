"""What must not exist in this program: recognising faces, scoring persons, inferring emotions.

Looks at names in code (functions, classes, variables, arguments, modules), so that guides and law texts
may speak of it.
"""

import ast
import re
from collections.abc import Iterator

from checks.report import Finding, files, short

PATTERN = re.compile(
    r"face_?(recogn|embed|match|id\b)|facial_?recogn|re_?identif|emotion_?(infer|recogn|detect|score|label)"
    r"|(person|citizen|author|people)_?(score|rank|risk)|social_?scor",
    re.IGNORECASE,
)


def run() -> Iterator[Finding]:
    """Yield every name that says the program does what it must never do."""
    for path in files("src/impetus/*.py", "benchmarks/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for name in _names(node):
                if PATTERN.search(name):
                    yield Finding(
                        short(path, getattr(node, "lineno", None)),
                        f"'{name}' names a capability this platform must not have.",
                        "Remove it; see docs/decisions.",
                    )


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (alias.name for alias in node.names)
