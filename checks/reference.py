"""Documentation fails the build when it lags: every command, setting and error code stands in docs/reference.md."""

import ast
import re
from collections.abc import Iterator

from checks.report import ROOT, Finding, files, short


def run() -> Iterator[Finding]:
    """Yield commands, IMPETUS_ settings and error codes that docs/reference.md does not name."""
    page = ROOT / "docs" / "reference.md"
    if not page.is_file():
        yield Finding("docs/reference.md", "is missing.", "Write it: commands, settings, error codes.")
        return
    text = page.read_text(encoding="utf-8")
    from impetus.cli.main import COMMANDS
    from impetus.kit.settings import PlatformSettings

    for command in COMMANDS:
        if f"`impetus {command}" not in text:
            yield Finding("docs/reference.md", f"does not name the command 'impetus {command}'.", "Describe it.")
    for name in PlatformSettings.model_fields:
        if f"`IMPETUS_{name.upper()}`" not in text:
            yield Finding("docs/reference.md", f"does not name the setting IMPETUS_{name.upper()}.", "Describe it.")
    for path in files("src/impetus/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                for code in _codes(node):
                    if not re.search(rf"`{re.escape(code)}`", text):
                        yield Finding(
                            short(path, node.lineno), f"error code '{code}' is not described.", "Describe it."
                        )


def _codes(node: ast.ClassDef) -> Iterator[str]:
    names = {base.id for base in node.bases if isinstance(base, ast.Name)}
    errors = {"ImpetusError", "BadInput", "NotFound", "NotAllowed", "Conflict", "Unavailable", "LaunchError", "TooMany"}
    if not names & errors:
        return
    for line in node.body:
        if not isinstance(line, ast.AnnAssign | ast.Assign):
            continue
        target: ast.expr = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
        value: ast.expr | None = line.value
        if isinstance(target, ast.Name) and target.id == "code" and isinstance(value, ast.Constant):
            yield str(value.value)
