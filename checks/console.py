"""The console: the API's description is current, the client generated from it, types hold, unit tests pass."""

import subprocess
import sys

from checks.report import ROOT
from impetus.launch.console_build import build, node_environment, npm_command

CONSOLE = ROOT / "console"


def main() -> int:
    """Run each step; return how many failed, at most 1."""
    build(CONSOLE, print)
    env = node_environment()
    failed = 0
    described = subprocess.run([sys.executable, "-m", "impetus.server.openapi"], capture_output=True, check=True).stdout
    if described != (CONSOLE / "openapi.json").read_bytes():
        print("console/openapi.json is not what the server says.")
        print("Run 'uv run python -m impetus.server.openapi > console/openapi.json' and 'npm run api' in console/.")
        failed = 1
    for step in (("ci", "--prefix", "scripts/api"), ("run", "api:generate"), ("run", "check"), ("run", "test")):
        print("npm", *step)
        done = subprocess.run([*npm_command(), "--silent", *step], cwd=CONSOLE, env=env, check=False)
        failed |= done.returncode != 0
    drift = subprocess.run(
        ["git", "status", "--porcelain", "--", "console/src/api/generated"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if drift.strip():
        print(f"The generated API client differs from the committed one:\n{drift}")
        failed = 1
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
