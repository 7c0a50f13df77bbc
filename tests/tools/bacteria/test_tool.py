from pathlib import Path

import impetus.tools.bacteria as tool
from impetus.contracts.discovery import look_at
from impetus.contracts.manifest import Capability
from impetus.contracts.validate import validate


def test_the_tool_passes_the_validator():
    found = look_at(Path(tool.__file__).parent, "impetus.tools.bacteria", "built_in")
    assert validate(found) == []
    assert found.declared.capabilities == [Capability.ANALYSE_SAMPLES]
    assert set(found.declared.alert_kinds()) == {"bacteria.high", "bacteria.resample"}


def test_strings_are_complete_and_none_is_empty():
    found = look_at(Path(tool.__file__).parent, "impetus.tools.bacteria", "built_in")
    tables = [found.strings(locale) for locale in ("en", "it", "nb")]
    assert tables[0].keys() == tables[1].keys() == tables[2].keys()
    assert all(words.strip() for table in tables for words in table.values())
