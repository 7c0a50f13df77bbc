"""Cyber Threat Detection and Response on the developer set, or any folder of its form: rules, cases, speed, memory."""

import sys

from benchmarks.cyber_rules import measured
from benchmarks.report import ROOT, Figure, arguments, report


def main() -> int:
    """Measure and report; 1 when a figure misses its target."""
    options = arguments("cyber", __doc__ or "", ROOT.parent / "shared/data/cyber")
    if not (options.data / "sigma").is_dir():
        figures = [Figure("rules_loaded", None, reason=f"{options.data} has no folder sigma")]
    else:
        figures = measured(options.data, options.short)
    report("cyber", figures, data=options.data, as_json=options.json)
    return 0 if all(figure.met is not False for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
