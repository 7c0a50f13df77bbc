"""The agreed limits in words, and how a figure stands to them."""

from typing import Final, Literal

import msgspec

from impetus.model.text import Text
from impetus.shifts.figures.compute import PRIORITIES, Figures

Stand = Literal["within", "watch", "over", "none"]


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """A figure against its limit: the value, its limit, how it stands, and the limit in words."""

    id: str
    value: float | None
    limit: float | None
    stand: Stand
    words: Text


_WORDS: Final = {
    "per_hour": Text(
        en="About 6 alerts an hour are manageable, 12 are the most one desk can follow.",
        it="Circa 6 allarmi l'ora sono gestibili; 12 sono il massimo che un banco può seguire.",
        nb="Rundt 6 varsler i timen er håndterlig; 12 er det meste et bord kan følge.",
    ),
    "per_ten": Text(
        en="About 1 alert in ten minutes is manageable, 2 are the most.",
        it="Circa 1 allarme ogni dieci minuti è gestibile; 2 sono il massimo.",
        nb="Rundt 1 varsel per ti minutter er håndterlig; 2 er det meste.",
    ),
    "floods": Text(
        en="Fewer than 1 in 100 ten-minute windows should have more than ten alerts; over 5 in 100 is bad.",
        it="Meno di 1 finestra di dieci minuti su 100 dovrebbe avere più di dieci allarmi; oltre 5 su 100 è grave.",
        nb="Færre enn 1 av 100 timinuttersvinduer bør ha mer enn ti varsler; over 5 av 100 er ille.",
    ),
    "chattering": Text(
        en="None should come three times within a minute; each is to be mended.",
        it="Nessuno dovrebbe presentarsi tre volte in un minuto; ognuno va corretto.",
        nb="Ingen bør komme tre ganger på ett minutt; hver av dem skal rettes.",
    ),
    "fleeting": Text(
        en="None should be over within a minute, before anybody could look.",
        it="Nessuno dovrebbe finire entro un minuto, prima che qualcuno possa guardare.",
        nb="Ingen bør være over innen ett minutt, før noen rekker å se.",
    ),
    "stale": Text(
        en="Fewer than 5 should wait for a decision for more than 24 hours, each with a plan.",
        it="Meno di 5 dovrebbero attendere una decisione da oltre 24 ore, ciascuno con un piano.",
        nb="Færre enn 5 bør vente på en avgjørelse i mer enn 24 timer, hver med en plan.",
    ),
    "busiest": Text(
        en="The ten busiest should make up no more than 5 of 100 alerts. With few kinds of alert this cannot be met.",
        it="I dieci più frequenti non dovrebbero superare 5 allarmi su 100. Con pochi tipi non è possibile.",
        nb="De ti travleste bør ikke utgjøre mer enn 5 av 100 varsler. Med få slag er det ikke mulig.",
    ),
    "priorities": Text(
        en="Of 100 alerts about 80 should be low, 15 medium and 5 high or critical.",
        it="Su 100 allarmi circa 80 dovrebbero essere bassi, 15 medi e 5 alti o critici.",
        nb="Av 100 varsler bør rundt 80 være lave, 15 middels og 5 høye eller kritiske.",
    ),
    "acknowledge": Text(
        en="Half within, and 95 of 100 within. Your agency agrees its own goals, per severity.",
        it="Metà entro, e 95 su 100 entro. Gli obiettivi li decide il vostro ente, per gravità.",
        nb="Halvparten innen, og 95 av 100 innen. Etaten avtaler egne mål, etter alvorlighet.",
    ),
    "held": Text(
        en="Every alert held back names its rule and can be searched. There is no limit, only reasons.",
        it="Ogni allarme trattenuto indica la sua regola e si può cercare. Non c'è un limite, solo motivi.",
        nb="Hvert varsel som er holdt tilbake, nevner regelen og kan søkes fram. Det er ingen grense, bare grunner.",
    ),
    "verdicts": Text(
        en="The more are rejected, the less the next one is believed. There is no limit in the standards.",
        it="Più se ne scartano, meno si crede al prossimo. Le norme non danno un limite.",
        nb="Jo flere som avvises, desto mindre trodd blir det neste. Standardene setter ingen grense.",
    ),
}
NAMES: Final = tuple(_WORDS)


def judge(found: Figures) -> list[Judged]:
    """Every figure with its limit, in the order in which they are read."""
    total = found.shown
    worst = max((abs(100 * found.priorities[name] / total - PRIORITIES[name]) for name in PRIORITIES), default=0.0) if (
        total
    ) else None  # fmt: skip
    judged = sum(found.verdicts.values())
    values: dict[str, tuple[float | None, float | None, Stand]] = {
        "per_hour": (found.per_hour_mean, 6, _stand(found.per_hour_mean, 6, 12)),
        "per_ten": (found.per_ten_mean, 1, _stand(found.per_ten_mean, 1, 2)),
        "floods": (found.flood_share, 0.01, _stand(found.flood_share, 0.01, 0.05)),
        "chattering": (found.chattering, 0, _stand(found.chattering, 0, 0)),
        "fleeting": (found.fleeting, 0, _stand(found.fleeting, 0, 0)),
        "stale": (found.stale, 4, _stand(found.stale, 4, 4)),
        "busiest": (found.busiest_share, 0.05, "none" if total < 100 else _stand(found.busiest_share, 0.05, 0.2)),
        "priorities": (worst, None, "none" if total < 100 else _stand(worst, 10, 20)),
        "acknowledge": (found.acknowledge_median_s, None, "none"),
        "held": (found.held, None, "none"),
        "verdicts": (found.verdicts["confirmed"] / judged if judged else None, None, "none"),
    }
    return [
        Judged(id=id, value=v, limit=limit, stand=stand, words=_WORDS[id]) for id, (v, limit, stand) in values.items()
    ]


def _stand(value: float | None, well: float, most: float) -> Stand:
    if value is None:
        return "none"
    return "within" if value <= well else "watch" if value <= most else "over"
