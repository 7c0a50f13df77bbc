"""Names of people, and where they live.

A name is known by a given name of the lists, by a title or by a cue before it ("named", "si chiama", "heter"). Streets,
squares and schools that bear a person's name are not people; addresses count only where they are somebody's home.
"""

import bisect
import re
from collections.abc import Iterator, Sequence
from typing import Final

from impetus.kit.masking.lists import AMBIGUOUS, GIVEN, NEVER, PLACE_AFTER, PLACE_BEFORE, SURNAMES
from impetus.kit.masking.spans import Span

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES: Final = frozenset(
    (
        "de", "di", "da", "del", "della", "dei", "degli", "dello", "d", "van", "von", "der", "den", "af", "bin", "al",
        "el", "la", "lo", "le", "ben", "ibn", "y", "e",
    )
)  # fmt: skip
_TITLES: Final = frozenset(
    (
        "mr", "mrs", "ms", "miss", "dr", "sir", "prof", "sig", "signor", "signora", "signorina", "dott", "dottor",
        "dottoressa", "avv", "ing", "don", "suor", "herr", "fru", "frøken", "inspector", "officer", "constable",
        "sergeant", "agente", "ispettore", "maresciallo", "carabiniere", "politibetjent", "betjent", "lensmann",
    )
)  # fmt: skip
_CUES: Final = re.compile(
    r"(?:named?|name is|called|known as|aka|surname|suspect|sospett[oa]|mistenkte?|(?:si )?chiama(?:to|ta|no)?|di nome"
    r"|(?:cog)?nome|heter|het|ved navn|navn(?:et)?(?: er)?|etternavn|fornavn|kalt|kalles|indagat[oa]|testimone"
    r"|witness|vitne(?:t)?|victim|vittima|offeret|father|mother|brother|sister|padre|madre|fratello|sorella|marito"
    r"|moglie|bror|søster|husband|wife)[ :,]{1,3}$",
    re.IGNORECASE,
)
_CUE_REACH: Final = 24
_STREET: Final = re.compile(
    r"(?<!\w)(?:(?:via|viale|piazza|piazzale|corso|largo|vicolo|strada|p\.zza|c\.so)[ ]"
    r"(?:[^\W\d_][\w.'’-]{0,24}[ ]){0,3}"
    r"[^\W\d_][\w'’-]{0,24},?[ ](?:n\.?[ ]?)?\d{1,4}(?:[ ]?[/-]?[a-z])?"
    r"|[^\W\d_][\w-]{0,30}(?:gata|gate|gaten|veien|vei|vegen|veg|alléen|allé|plass|katu|tie|kuja|gt\.)[ ]"
    r"\d{1,4}(?:[ ]?[a-z])?"
    r"|[^\W\d_][\w-]{1,24}[ ](?:gate|vei|vej|veg|plass)[ ]\d{1,4}(?:[ ]?[a-z])?"
    r"|\d{1,5}[a-z]?[ ](?:[^\W\d_][\w'’-]{0,24}[ ]){1,3}"
    r"(?:street|st|road|rd|avenue|ave|lane|drive|close|terrace|court|way))(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_HOME: Final = re.compile(
    r"(?:live[sd]?|living|resident|resides?|residing|home|address|flat|apartment|abita\w{0,3}"
    r"|resident[ei]|residenza|domicilio|casa|indirizzo|vive|bor|bodde|bosatt|hjem\w{0,4}|adresse\w{0,2}|leilighet)(?!\w)",
    re.IGNORECASE,
)  # fmt: skip
_HOME_PARTS: Final = (
    "live", "living", "resid", "home", "address", "flat", "apartment", "abita", "domicilio", "casa", "indirizzo",
    "vive", "bor", "bodde", "bosatt", "hjem", "adresse", "leilighet",
)  # fmt: skip
"""What every form of `_HOME` holds: looked for first, as most texts hold none and a plain search is much faster."""
_HOME_REACH: Final = 60
_DIGIT: Final = re.compile(r"\d")


def _titled(word: str) -> bool:
    return word[:1].isupper()


def names(text: str, keep: Sequence[str] = ()) -> Iterator[Span]:
    """Yield names of people in order."""
    words = list(_WORD.finditer(text))
    kept = {part.casefold() for one in keep for part in one.split()}
    at = 0
    while at < len(words):
        end = _name_at(text, words, at)
        if end > at:
            first, last = words[at], words[end - 1]
            if not all(word[0].casefold() in kept for word in words[at:end]):
                yield Span(first.start(), last.end(), "name")
            at = end
        else:
            at += 1


def _name_at(text: str, words: list[re.Match[str]], at: int) -> int:
    """Return the index after the name that begins with word `at`, or `at` where none does."""
    word = words[at][0]
    low = word.casefold()
    if at and _touching(text, words[at - 1], words[at]) and words[at - 1][0].casefold() in PLACE_BEFORE:
        return at
    given = low in GIVEN or (("-" in low) and low.split("-")[0] in GIVEN)
    if not _titled(word):
        if given and low not in AMBIGUOUS and at + 1 < len(words) and _touching(text, words[at], words[at + 1]):
            return at + 2 if words[at + 1][0].casefold() in SURNAMES else at
        return at
    if low in NEVER:
        return at
    before = words[at - 1][0].casefold() if at and _near(text, words[at - 1], words[at]) else ""
    cued = before in _TITLES or bool(_CUES.search(text[max(0, words[at].start() - _CUE_REACH) : words[at].start()]))
    if not (given or cued or low in SURNAMES):
        return at
    if before in _TITLES and low in _TITLES:
        return at
    end = _followers(text, words, at)
    last = words[end][0].casefold() if end < len(words) and _touching(text, words[end - 1], words[end]) else ""
    if last in PLACE_AFTER or words[end - 1][0].casefold() in PLACE_AFTER:
        return at
    if end - at > 1 or cued:
        return end
    return at if low in AMBIGUOUS else end


def _followers(text: str, words: list[re.Match[str]], at: int) -> int:
    """Return the index after up to three capitalised words (and particles) that go on a name."""
    end, taken = at + 1, 0
    while end < len(words) and taken < 3 and _touching(text, words[end - 1], words[end]):
        low = words[end][0].casefold()
        if low in _PARTICLES and end + 1 < len(words) and _titled(words[end + 1][0]) and end + 1 - at < 6:
            if not _touching(text, words[end], words[end + 1]) or words[end + 1][0].casefold() in NEVER or low == "e":
                break
            end += 2
        elif _titled(words[end][0]) and low not in NEVER:
            end += 1
        else:
            break
        taken += 1
    return end


def _touching(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    """Only a blank or two (or the point of an initial) stand between two words."""
    between = text[one.end() : other.start()]
    return between in (" ", "  ") or (between == ". " and len(one[0]) == 1)


def _near(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    return text[one.end() : other.start()] in (" ", ". ", ".")


def addresses(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Yield addresses that are somebody's: after a word of living there, or after a name."""
    if not _DIGIT.search(text):
        return  # the number of the house is part of every form
    low = text.casefold()
    homes = [hit.end() for hit in _HOME.finditer(text)] if any(part in low for part in _HOME_PARTS) else []
    persons = [span.end for span in taken if span.category in ("name", "national_id", "phone")]
    if not homes and not persons:
        return
    for hit in _STREET.finditer(text):
        if _after(homes, hit.start()) or _after(persons, hit.start()):
            yield Span(hit.start(), hit.end(), "address")


def _after(ends: Sequence[int], place: int) -> bool:
    """Whether one of `ends`, in order, lies shortly before a place."""
    at = bisect.bisect_right(ends, place)
    return at > 0 and place - ends[at - 1] <= _HOME_REACH
