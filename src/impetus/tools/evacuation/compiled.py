"""Compiling with numba: what is compiled is kept in the user's cache folder, beside no source file.

Only the process that reckons imports this: the platform's own processes carry neither numba nor its memory.
"""

import os
from collections.abc import Callable
from typing import Any, TypeVar, cast

from platformdirs import user_cache_path

os.environ.setdefault("NUMBA_CACHE_DIR", str(user_cache_path("impetus") / "numba"))

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile a function of arrays and numbers to machine code, once for each machine."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
