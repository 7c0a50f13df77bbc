"""CSV for spreadsheets."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from impetus.formats import tables

CELLS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(codec="utf-8"))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_no_cell_is_a_formula_and_none_is_lost(values: list[list[tables.Cell]]) -> None:
    text = tables.write(["a", "b"], values).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert len(read) == len(values) + 1
    for row, given_row in zip(read[1:], values, strict=True):
        assert row == [tables.cell(value) for value in given_row]
        for cell, value in zip(row, given_row, strict=True):
            assert not (isinstance(value, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")))
