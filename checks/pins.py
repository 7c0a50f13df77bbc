"""Write the exact pins: `uv run python -m checks.pins [--upgrade]`.

Resolves every group and extra, writes name==version into `[tool.uv] constraint-dependencies` of
pyproject.toml and the same with hashes into requirements.lock. `--upgrade` forgets the present pins first.
"""

import re
import subprocess
import sys

from checks.report import ROOT

_BLOCK = re.compile(r"\nconstraint-dependencies = \[\n.*?\n\]", re.DOTALL)


def pinned(requirements: str) -> list[str]:
    """Return each `name==version`, with its marker where it has one, in order."""
    found = re.findall(r"^([a-z0-9._-]+==[^\s;\\]+)(?: *; *([^\\\n]+?))? *\\?$", requirements, re.MULTILINE)
    return sorted(f"{pin} ; {marker}" if marker else pin for pin, marker in set(found))


def main() -> None:
    """Resolve, then write both lists."""
    project = ROOT / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    if "--upgrade" in sys.argv:
        text = _BLOCK.sub("", text)
        project.write_text(text, encoding="utf-8")
        (ROOT / "uv.lock").unlink(missing_ok=True)
    exported = subprocess.run(
        ["uv", "export", "--all-groups", "--all-extras", "--no-emit-project", "--no-header", "--no-annotate"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    head = "# Written by `python -m checks.pins`: every package of every group, with hashes.\n"
    (ROOT / "requirements.lock").write_text(head + exported, encoding="utf-8")
    pins = pinned(exported)
    block = "\nconstraint-dependencies = [\n" + "".join(f'  "{pin}",\n' for pin in pins) + "]"
    text = _BLOCK.sub("", text)
    text = text.replace("\n[tool.uv]\n", "\n[tool.uv]" + block + "\n")
    project.write_text(text, encoding="utf-8")
    print(f"{len(pins)} packages pinned.")


if __name__ == "__main__":
    main()
