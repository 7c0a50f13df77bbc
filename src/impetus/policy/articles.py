"""Which articles are cited, and where their wording was read before they were.

Read in public copies, not in the Official Journal, whose text alone is authentic: whoever relies on an article reads
it there (EUR-Lex). What nobody could read is named too, with what was found instead. Of the texts nothing is kept.
"""

import re
from typing import Final, NamedTuple

READ_ON: Final = "2026-11-22 and 2026-11-23"
"""The days on which `READ` was gone through."""


class Source(NamedTuple):
    """Where the wording was read: whose copy, its address, and what to know about it."""

    name: str
    address: str
    note: str = ""


_HUB = "https://gdprhub.eu/index.php?title=Article_{}_GDPR"
_ACCORD = "https://github.com/CommonAccord/Cmacc-Org/blob/master/Doc/G/EU-GDPR-Law-CmA/Sec/Article/{}.md"
_ACCORD_PAGE = "http://source.commonaccord.org/index.php?action=s&file=G/EU-GDPR-Law-CmA/Sec/Article/{}.md"
_EULAW = "https://eulaw.online/l/reg-679-2016/article/{}?lang=en"
_AI_ACT: Final = Source(
    "copy of EUR-Lex's consolidated text 02024R1689-20260727 in a public repository",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/HTML/?uri=CELEX:02024R1689-20260727",
    "as amended by Regulation (EU) 2026/1744; the address is the original's, which was not opened",
)
_COURT: Final = Source(
    "the Court of Justice's judgment in C-205/21, which quotes it, in a public repository",
    "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:62021CJ0205",
    "points 10 to 14 of the judgment; the address is the original's, which was not opened",
)


def _hub(article: int) -> Source:
    return Source("GDPRhub", _HUB.format(article))


def _accord(article: int) -> Source:
    return Source("CommonAccord", _ACCORD.format(article))


READ: Final[dict[str, Source]] = {
    "GDPR 4(5)": Source("GDPR Commentary", "https://www.gdprcommentary.eu/art-45-pseudonymisation"),
    "GDPR 5": Source(
        "gdprfine.com", "https://gdprfine.com/articles/article-5-data-minimisation", "shortened in (d) and (e)"
    ),
    "GDPR 6(1)": _accord(6),
    "GDPR 9(2)(i)": _accord(9),
    "GDPR 12": _accord(12),
    "GDPR 13": Source("eulaw.online", _EULAW.format(13)),
    "GDPR 14": Source("CommonAccord", _ACCORD_PAGE.format(14)),
    "GDPR 15": _accord(15),
    "GDPR 16": _accord(16),
    "GDPR 17": Source(
        "legislation.gov.uk", "https://www.legislation.gov.uk/eur/2016/679/chapter/III/section/3",
        "the United Kingdom's retained copy, with its amendments marked",
    ),
    "GDPR 18": _hub(18),
    "GDPR 21": _accord(21),
    "GDPR 22": _hub(22),
    "GDPR 24": _hub(24),
    "GDPR 25": Source("overview.legal", "https://overview.legal/laws/gdpr/art-25"),
    "GDPR 28(1)": _hub(28),
    "GDPR 30": _hub(30),
    "GDPR 32": _hub(32),
    "GDPR 33": Source("CommonAccord", _ACCORD_PAGE.format(33)),
    "GDPR 34": _hub(34),
    "GDPR 35": Source(
        "gydeline.com", "https://www.gydeline.com/glossary/data-protection-impact-assessment/",
        "paragraphs 1 to 3; 7, 9 and 11 in a copy in a public repository",
    ),
    "GDPR 38": Source("eulaw.online", _EULAW.format(38)),
    "GDPR 39": _hub(39),
    "GDPR recital 49": Source("gdpr-text.com", "https://gdpr-text.com/read/recital-49/"),
    "AI Act 5": _AI_ACT,
    "AI Act 13": _AI_ACT,
    "AI Act 14": _AI_ACT,
    "AI Act 26": _AI_ACT,
    "AI Act 27(1)": Source(
        "rgpd.com",
        "https://rgpd.com/ai-act/chapter-3-high-risk-ai-systems/article-27-fundamental-rights-impact-assessment-for-high-risk-ai-systems/",
        "the wording of 2024; whether Regulation (EU) 2026/1744 changed this paragraph was not seen",
    ),
    "AI Act Annex III 5(d)": Source(
        "aiact.annotated.nl", "https://aiact.annotated.nl/en/aiact/annex/iii/5/",
        "the beginning of the point; its wording of 2024",
    ),
    "LED 4(1)(a)": _COURT,
    "LED 4(1)(b)": _COURT,
    "LED 4(1)(c)": _COURT,
    "LED 8": _COURT,
    "LED 10": _COURT,
}  # fmt: skip
"""By article, or by paragraph where only that was read."""

NOT_READ: Final[dict[str, str]] = {
    "LED 25": "no copy could be read. Two laws that transpose the directive list the same six operations and the"
    " reason, time, person and recipient: France's loi 78-17 art. 101 and Germany's BDSG section 76, both in public"
    " repositories; so does Greece's draft (http://www.opengov.gr/ministryofjustice/?p=10699)",
}
"""What is cited though nobody could read it here, with what was found instead."""

_LAW = re.compile(r"^(GDPR|LED|AI Act)\s+(?:art\.\s+)?(.+)$")


def cited(text: str) -> list[str]:
    """The articles in a citation, each with its law.

    Raise ValueError where one names no law.

    >>> cited("GDPR art. 5(1)(b), 25(2); LED art. 4(1)(b)")
    ['GDPR 5(1)(b)', 'GDPR 25(2)', 'LED 4(1)(b)']
    """
    found, law = [], ""
    for part in re.split(r"[;,]\s*", text):
        named = _LAW.match(part)
        law, rest = (named[1], named[2]) if named else (law, part)
        if not law or not re.match(r"(?:recital )?\d", rest):
            raise ValueError(f"{part!r} in {text!r} is no article of a law that is known here")
        found.append(f"{law} {rest}")
    return found


def source(article: str) -> Source | None:
    """Where an article as `cited` gives it was read, None where it was not."""
    while article:
        if article in READ:
            return READ[article]
        article, opened, _ = article.rpartition("(")
        if not opened:
            break
    return None


def unread(text: str) -> list[str]:
    """The articles in a citation whose wording was not read."""
    return [article for article in cited(text) if source(article) is None]


def table() -> str:
    """Return the sources, and what has none, as a Markdown table."""
    rows = [f"| {article} | {one.name} | {one.address} | {one.note} |" for article, one in READ.items()]
    rows += [f"| {article} | not read | | {why} |" for article, why in NOT_READ.items()]
    return "| Article | Read at | Address | Note |\n|---|---|---|---|\n" + "\n".join(rows) + "\n"
