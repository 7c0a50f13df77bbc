"""The words of the choices in the detector's forms, in three languages."""

from typing import Any, Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_WORDS: Final = {
    "en": dict(
        zip(
            ("every", "working", "weekend", *DAYS),
            ("every day", "working days", "weekends", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays",
             "Saturdays", "Sundays"),
            strict=True,
        )
    ),
    "it": dict(
        zip(
            ("every", "working", "weekend", *DAYS),
            ("ogni giorno", "giorni feriali", "fine settimana", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì",
             "sabato", "domenica"),
            strict=True,
        )
    ),
    "nb": dict(
        zip(
            ("every", "working", "weekend", *DAYS),
            ("hver dag", "virkedager", "helger", "mandager", "tirsdager", "onsdager", "torsdager", "fredager",
             "lørdager", "søndager"),
            strict=True,
        )
    ),
}  # fmt: skip
EVENT_WORDS: Final = {
    "en": {
        "match": "match", "concert": "concert", "market": "market", "march": "march", "roadworks": "roadworks",
        "strike": "strike", "holiday": "holiday", "other": "other",
    },
    "it": {
        "match": "partita", "concert": "concerto", "market": "mercato", "march": "corteo", "roadworks": "cantiere",
        "strike": "sciopero", "holiday": "festività", "other": "altro",
    },
    "nb": {
        "match": "kamp", "concert": "konsert", "market": "marked", "march": "tog", "roadworks": "veiarbeid",
        "strike": "streik", "holiday": "høytid", "other": "annet",
    },
}  # fmt: skip
KIND_WORDS: Final = {
    "en": {
        "crowd.surge": "crowd surge", "crowd.flight": "people fleeing", "crowd.void": "empty place",
        "traffic.blockage": "traffic blockage", "traffic.surge": "traffic surge", "air.plume": "pollution",
        "noise.high": "noise", "anomaly.other": "other deviation",
    },
    "it": {
        "crowd.surge": "folla improvvisa", "crowd.flight": "fuga di persone", "crowd.void": "luogo vuoto",
        "traffic.blockage": "blocco del traffico", "traffic.surge": "traffico intenso", "air.plume": "inquinamento",
        "noise.high": "rumore", "anomaly.other": "altro scostamento",
    },
    "nb": {
        "crowd.surge": "brå folkemengde", "crowd.flight": "folk på flukt", "crowd.void": "tomt sted",
        "traffic.blockage": "trafikkblokkering", "traffic.surge": "trafikktopp", "air.plume": "forurensning",
        "noise.high": "støy", "anomaly.other": "annet avvik",
    },
}  # fmt: skip
HOW_WORDS: Final = {
    "en": {"sum": "sum", "difference": "difference", "ratio": "ratio"},
    "it": {"sum": "somma", "difference": "differenza", "ratio": "rapporto"},
    "nb": {"sum": "sum", "difference": "differanse", "ratio": "forhold"},
}
WHOLE_CITY: Final = {"en": "the whole city", "it": "tutta la città", "nb": "hele byen"}


def choice(table: dict[str, dict[str, str]], extra: dict[str, Any]) -> dict[str, Any]:
    """Add an option's words to a field's own."""
    for locale in ("it", "nb"):
        extra["x-text"][locale]["options"] = table[locale]
    return extra | {"x-options": table["en"]}
