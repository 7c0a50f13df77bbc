"""The cases of RiMEA, IMO and NIST: each is as its row in docs/evacuation_verification.md says, met or not."""

import pytest
from benchmarks.evacuation_cases import CASES
from benchmarks.evacuation_rows import ROWS, keys, summary, table


@pytest.mark.parametrize("key", keys())
def test_a_case_is_as_its_row_says(key: str) -> None:
    found = CASES[key]()
    for row in ROWS:
        if row.key == key:
            assert ("holds" if found.met else "fails") == row.state, found.result


def test_every_case_has_a_row_and_the_table_a_line_for_each() -> None:
    assert set(keys()) == set(CASES)
    assert len(table({}).splitlines()) == len(ROWS) + 2
    assert summary().startswith("RiMEA 4.1.1: ")
    assert "; most take" in table({"rimea-15": "91 s ≤ 114 s ≤ 106 s"})
