"""Masking: finds what names or reaches a person in a text of English, Italian or Norwegian, and takes it out.

Rules and lists, no model: it finds names with a given name of the lists, a title or a cue before them, and the forms of
numbers that it knows; a rare name alone, a nickname or a description stays. `tests/kit/masking` measures both sides.
"""

from impetus.kit.masking.find import find, mask
from impetus.kit.masking.spans import CATEGORIES, Category, Masked, Span
from impetus.kit.masking.words import marked, shown, stored

__all__ = ["CATEGORIES", "Category", "Masked", "Span", "find", "marked", "mask", "shown", "stored"]
