from pathlib import Path

import impetus.tools.anomaly as tool
from impetus.contracts.discovery import look_at
from impetus.contracts.validate import validate


def test_the_tool_passes_the_validator():
    found = look_at(Path(tool.__file__).parent, "impetus.tools.anomaly", "built_in")
    assert validate(found) == []
