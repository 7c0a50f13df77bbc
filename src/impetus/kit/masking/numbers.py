"""Identifiers with a form of their own: addresses of mail and network, accounts, cards, numbers of people and cars.

Every expression repeats at most a fixed number of times from one place, so that time is linear in the text.
"""

import ipaddress
import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from impetus.kit.masking.spans import Category, Span

_FLAGS: Final = re.IGNORECASE
_DIGIT: Final = re.compile(r"\d")
_EMAIL: Final = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
_HANDLE: Final = re.compile(r"(?<![\w@/.])@[\w][\w.]{1,29}(?<!\.)|(?<![\w])(?:t\.me|instagram\.com|x\.com)/[\w.]{2,30}")
_IBAN: Final = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]){11,30}(?!\w)", _FLAGS)
_IBAN_LENGTH: Final = {"IT": 27, "NO": 15, "FI": 18, "SE": 24, "DK": 18, "GB": 22, "DE": 22, "FR": 27, "ES": 24,
                       "NL": 18, "SM": 27, "EE": 20, "PL": 28, "CH": 21, "AT": 20, "BE": 16, "IE": 22}  # fmt: skip
_CARD: Final = re.compile(r"(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])")
_FISCAL: Final = re.compile(
    r"(?<!\w)[A-Z]{6}[\dLMNP-V]{2}[ABCDEHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z](?!\w)", _FLAGS
)
_NORWEGIAN: Final = re.compile(r"(?<![\w-])(\d{2})(\d{2})\d{2}[ ]?\d{5}(?![\w-])")
_FINNISH: Final = re.compile(r"(?<![\w-])(\d{6})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])(?!\w)", _FLAGS)
_FINNISH_SIGNS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_IPV4: Final = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IPV6: Final = re.compile(r"(?<![\w:.])[0-9A-F:]{3,39}(?:%\w{1,15})?(?![\w:])", _FLAGS)
_MAC: Final = re.compile(r"(?<![\w:-])(?:[0-9A-F]{2}[:-]){5}[0-9A-F]{2}(?![\w:-])", _FLAGS)
_PLATE: Final = re.compile(
    r"(?<![\w-])(?:[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}|[a-z]{2}\d{3}[a-z]{2}|[A-Z]{2}[ ]?\d{5}|[A-Z]{3}-\d{3}"
    r"|[A-Z]{2}\d{2}[ ]?[A-Z]{3})(?![\w-])"
)
_PLATE_CUE: Final = re.compile(
    r"(?<!\w)(?:targa(?:to|ta)?|plates?|license|licence|registration|reg\.?|kjennemerke|skilt(?:nummer)?"
    r"|bilnummer|regnr\.?)[ :]{1,3}(?:number |nummer |numero |er |is |nr\.? )?"
    r"([A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,5}(?:[ -][A-Z]{2,3})?)(?!\w)", _FLAGS
)  # fmt: skip
_NO_PLATE: Final = frozenset(
    (
        "ID", "NR", "NO", "CP", "SV", "EU", "PT", "SS", "SP", "ST", "TV", "PC", "KM", "KG", "EN", "UN", "RE", "DN",
        "AM", "PM", "CAM", "CAR", "BUS", "LOT", "ZTL", "UTM", "ISO", "CET", "UTC", "GMT", "CVE", "RFC", "EAN", "RSS",
        "SMS", "SOS", "GPS", "CCTV", "DIN", "BS",
    )
)  # fmt: skip
_PHONE: Final = re.compile(r"(?<![\w.,/:-])(?:\+|00)?\(?\d(?:[ ().\-/]{0,2}\d){4,14}(?![\w]|[.,:]\d)")
_PHONE_CUE: Final = re.compile(
    r"(?:tel(?:ef(?:on|ono))?|tlf|phone|mobile|mobil|cell(?:ulare)?|cell|ring|call(?:ed)?|chiam\w{1,6}|numero"
    r"|number|nummer|whatsapp|sms|signal|fax)[\w.:' ]{0,14}$", _FLAGS
)  # fmt: skip
_DATE: Final = re.compile(
    r"(?:\d{4}[-/.](?:0?[1-9]|1[0-2])[-/.]\d{1,2}"
    r"|\d{1,2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:19|20)\d{2})(?:[ ]\d{1,2}(?:\.\d{2})?)?$"
)
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:[ .]\d{3})+$")


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign in "0123456789")


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812."""
    total = 0
    for place, sign in enumerate(reversed(digits)):
        value = int(sign) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _iban(text: str, hit: re.Match[str]) -> int:
    """Where an account number ends, 0 where it is none: the length of its country, and remainder 1 (ISO 13616)."""
    said = hit[0].upper()
    wanted = _IBAN_LENGTH.get(said[:2])
    if wanted is None:
        return 0
    signs = [(place, sign) for place, sign in enumerate(said) if sign != " "]
    if len(signs) < wanted:
        return 0
    compact = "".join(sign for _, sign in signs[:wanted])
    turned = "".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])
    plain = int(turned) % 97 == 1 or len(signs) == wanted  # a slip in typing is masked too
    return hit.start() + signs[wanted - 1][0] + 1 if plain else 0


def _norwegian(text: str, hit: re.Match[str]) -> int:
    day, month = int(hit[1]), int(hit[2])
    day, month = day - 40 if day > 40 else day, month - 80 if month > 80 else month - 40 if month > 40 else month
    return hit.end() if 1 <= day <= 31 and 1 <= month <= 12 else 0


def _finnish(text: str, hit: re.Match[str]) -> int:
    return hit.end() if _FINNISH_SIGNS[int(hit[1] + hit[2]) % 31] == hit[3].upper() else 0


def _ip(text: str, hit: re.Match[str]) -> int:
    try:
        ipaddress.ip_address(hit[0].partition("%")[0])
    except ValueError:
        return 0
    return hit.end() if len(_digits(hit[0])) >= 1 or len(hit[0]) > 4 else 0


def _plate(text: str, hit: re.Match[str]) -> int:
    letters = re.split(r"[^A-Za-z]", hit[0], maxsplit=1)[0].upper()
    return 0 if letters in _NO_PLATE else hit.end()


def _phone(text: str, hit: re.Match[str]) -> int:
    said, digits = hit[0], _digits(hit[0])
    if _DATE.match(said):
        return 0
    if said.startswith(("+", "00")):
        return hit.end() if 8 <= len(digits) <= 17 else 0
    if _PHONE_CUE.search(text[max(0, hit.start() - 30) : hit.start()]):
        return hit.end()
    if _THOUSANDS.match(said):
        return 0
    long = len(digits)
    national = (
        (digits[0] == "0" and 8 <= long <= 11)
        or (digits[0] == "3" and 9 <= long <= 10)  # mobiles in Italy
        or (long == 8 and digits[0] in "23456789")  # Norway
    )
    return hit.end() if national else 0


_Check = Callable[[str, "re.Match[str]"], int]


def _end(text: str, hit: re.Match[str]) -> int:
    return hit.end()


class _Has(NamedTuple):
    """What a text holds at all: most texts hold too little for most forms, and are not searched for them."""

    length: int
    digits: int
    at: bool
    slash: bool
    dots: int
    colons: int
    gap: bool
    dashes: int


def _has(text: str) -> _Has:
    count = text.count
    return _Has(
        len(text), len(_DIGIT.findall(text)), "@" in text, "/" in text, count("."), count(":"), "::" in text, count("-")
    )


_CHECKS: Final[tuple[tuple[Category, re.Pattern[str], _Check, Callable[[_Has], bool]], ...]] = (
    ("e-mail", _EMAIL, _end, lambda has: has.at),
    ("handle", _HANDLE, _end, lambda has: has.at or has.slash),
    ("iban", _IBAN, _iban, lambda has: has.length >= 15 and has.digits >= 2),
    ("card", _CARD, lambda text, hit: hit.end() if luhn(_digits(hit[0])) else 0, lambda has: has.digits >= 13),
    ("national_id", _FISCAL, _end, lambda has: has.length >= 16),
    ("national_id", _FINNISH, _finnish, lambda has: has.digits >= 9),
    ("national_id", _NORWEGIAN, _norwegian, lambda has: has.digits >= 11),
    ("ip", _IPV4, _ip, lambda has: has.dots >= 3 and has.digits >= 4),
    ("ip", _MAC, _end, lambda has: has.colons + has.dashes >= 5),
    ("ip", _IPV6, _ip, lambda has: has.gap or has.colons >= 6),
    ("plate", _PLATE, _plate, lambda has: has.digits >= 2),
    ("phone", _PHONE, _phone, lambda has: has.digits >= 5),
)
"""Category, form, what else must hold, and what a text must hold for the form to be in it at all."""


def numbers(text: str) -> Iterator[Span]:
    """Yield what has a form of its own, the surest first; spans may overlap."""
    has = _has(text)
    for category, pattern, check, possible in _CHECKS:
        for hit in pattern.finditer(text) if possible(has) else ():
            end = check(text, hit)
            if end:
                yield Span(hit.start(), end, category)
    for hit in _PLATE_CUE.finditer(text) if has.digits else ():
        if any(sign.isdigit() for sign in hit[1]):
            yield Span(hit.start(1), hit.end(1), "plate")
