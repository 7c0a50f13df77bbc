"""Run every check; exit 1 when one finds something."""

import sys

from checks import (
    acts,
    clock,
    duties,
    evacuation,
    forbidden,
    length,
    locks,
    mirror,
    policy,
    problems,
    prohibited,
    reference,
    sql,
    strings,
    tools,
)

CHECKS = (
    acts,
    length,
    clock,
    sql,
    forbidden,
    strings,
    tools,
    mirror,
    prohibited,
    reference,
    locks,
    duties,
    evacuation,
    policy,
    problems,
)


def main() -> int:
    """Print findings by check; return how many there are, at most 1."""
    total = 0
    for check in CHECKS:
        findings = list(check.run())
        total += len(findings)
        name = check.__name__.removeprefix("checks.")
        print(f"{name:10} {'well' if not findings else f'{len(findings)} to mend'}")
        for finding in findings:
            print(f"  {finding}")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main())
