"""Build hook: a wheel or sdist carries the built console; in a checkout this does nothing."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleBuildHook(BuildHookInterface):
    """Builds console/dist; puts it, the scenarios and the guides into the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build where a distribution is made; an editable install must not need the npm registry."""
        if version == "editable":
            return
        root = Path(self.root)
        dist = root / "console" / "dist"
        if not (dist / "index.html").is_file():
            sys.path.insert(0, str(root / "src"))
            from impetus.launch.console_build import build

            build(root / "console", self.app.display_info)
        if self.target_name == "wheel":
            build_data["force_include"][str(dist)] = "impetus/console_dist"
            for folder in ("scenarios", "guides"):
                if (root / folder).is_dir():
                    build_data["force_include"][str(root / folder)] = f"impetus/{folder}"
        else:
            build_data["artifacts"].append("console/dist")
