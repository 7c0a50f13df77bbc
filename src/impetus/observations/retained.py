"""What of observations has a period here: samples of what was refused. Readings themselves are the history's."""

from typing import Final

from impetus.contracts.retention import Retained
from impetus.storage.retention import Table

RETAINED: Final[list[Retained]] = [Table("refused_reading", "refused_reading", at="t.at", numbered=True).retained()]
