"""Byte ranges: RFC 9110's own examples (section 14.1.2), and whatever else comes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from impetus.kit.ranges import Unsatisfiable, asked


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-499", (0, 499)),
        ("bytes=500-999", (500, 999)),
        ("bytes=-500", (9500, 9999)),
        ("bytes=9500-", (9500, 9999)),
        ("bytes=0-0", (0, 0)),
        ("bytes=0-99999", (0, 9999)),
        ("bytes=-99999", (0, 9999)),
        ("Bytes= 1-2 ", (1, 2)),
        (None, None),
        ("", None),
        ("bytes=-", None),
        ("bytes=5-1", None),
        ("bytes=0-0,-1", None),
        ("lines=1-2", None),
    ],
)
def test_what_the_standard_says(header: str | None, found: tuple[int, int] | None) -> None:
    assert asked(header, 10_000) == found


@pytest.mark.parametrize("header", ["bytes=10000-", "bytes=10000-10001", "bytes=-0"])
def test_nothing_of_it_is_there(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        asked(header, 10_000)


@given(
    header=st.one_of(st.text(max_size=30), st.from_regex(r"bytes=[0-9]*-[0-9]*", fullmatch=True)),
    size=st.integers(0, 99),
)
def test_whatever_comes(header: str, size: int) -> None:
    try:
        found = asked(header, size)
    except Unsatisfiable:
        return
    assert found is None or 0 <= found.first <= found.last < size
