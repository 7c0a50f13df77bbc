"""A row of the table of duties."""

from typing import NamedTuple


class Duty(NamedTuple):
    """One row. `tests` are pytest node ids; where the article's wording was read is in `policy.articles`."""

    article: str
    duty: str
    mechanism: str
    tests: tuple[str, ...]
