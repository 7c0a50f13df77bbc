"""The tool's sentences."""

from pathlib import Path
from typing import Final

from impetus.kit.wording import Strings

STRINGS: Final = Strings(Path(__file__).parent / "strings")
word = STRINGS.word


def clock(seconds: float) -> str:
    """Write seconds as minutes and seconds, rounded up: 11:57, 1:02:03."""
    whole = max(0, int(-(-seconds // 1)))
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"
