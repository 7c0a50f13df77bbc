"""Installs the provider of accounts that tests sign in by: `python -m tests.people.install`."""

import subprocess
import sys
from pathlib import Path

from impetus.launch.console_build import node_environment, npm_command

HERE = Path(__file__).parent / "oidc"


def install() -> str:
    """Fetch it by npm where it is not there; return what npm said where it could not, "" where all is well."""
    if (HERE / "node_modules" / "oidc-provider").is_dir():
        return ""
    command = [*npm_command(), "ci", "--loglevel=error", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HERE, env=node_environment(), capture_output=True, text=True, check=False)
    return (done.stderr[-600:] or "npm failed") if done.returncode else ""


if __name__ == "__main__":
    sys.exit(install() or 0)
