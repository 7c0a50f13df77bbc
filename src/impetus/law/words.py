"""What the law's pages call data, sensors, risks and what a tool does."""

from typing import Final

from impetus.contracts.manifest import Capability, DataCategory
from impetus.model.sensor import SensorKind
from impetus.model.text import Text


def _t(en: str, it: str, nb: str) -> Text:
    return Text(en=en, it=it, nb=nb)


DATA: Final[dict[str, Text]] = {
    DataCategory.AGGREGATE_COUNTS: _t("counts of many people together", "conteggi di molte persone insieme",
                                      "tall for mange personer samlet"),
    DataCategory.ENVIRONMENT: _t("readings of the environment", "misure dell'ambiente", "målinger av miljøet"),
    DataCategory.INFRASTRUCTURE: _t("states of the city's technical systems", "stati degli impianti della città",
                                    "tilstander i byens tekniske anlegg"),
    DataCategory.MASKED_VIDEO: _t("masked pictures of cameras", "immagini mascherate delle telecamere",
                                  "maskerte kamerabilder"),
    DataCategory.BIOLOGICAL_SAMPLES: _t("samples of air for germs", "campioni d'aria per germi",
                                        "luftprøver for smittestoff"),
    DataCategory.MASKED_PUBLIC_TEXT: _t("public texts with names masked", "testi pubblici con nomi mascherati",
                                        "åpne tekster med maskerte navn"),
    DataCategory.NETWORK_LOGS: _t("logs of the agency's networks", "registri delle reti dell'ente",
                                  "logger fra etatens nett"),
    DataCategory.THREAT_INTELLIGENCE: _t("reports of threats to computers", "segnalazioni di minacce informatiche",
                                         "meldinger om dataangrep"),
    DataCategory.OPERATOR_WORKLOAD: _t("the load of the operators' work", "il carico di lavoro degli operatori",
                                       "operatørenes arbeidsmengde"),
    DataCategory.MAP: _t("the map of the city", "la mappa della città", "bykartet"),
}  # fmt: skip
KINDS: Final[dict[str, Text]] = {
    SensorKind.PEOPLE: _t("people counters", "contatori di persone", "persontellere"),
    SensorKind.TRAFFIC: _t("traffic counters", "contatori di traffico", "trafikktellere"),
    SensorKind.AIR: _t("air sensors", "sensori dell'aria", "luftsensorer"),
    SensorKind.NOISE: _t("noise sensors", "sensori del rumore", "støysensorer"),
    SensorKind.CAMERA: _t("cameras", "telecamere", "kameraer"),
    SensorKind.WEATHER: _t("weather stations", "stazioni meteo", "værstasjoner"),
    SensorKind.WATER: _t("water sensors", "sensori dell'acqua", "vannsensorer"),
    SensorKind.BIOAEROSOL: _t("samplers of germs in the air", "campionatori di germi nell'aria",
                              "prøvetakere for smitte i luft"),
    SensorKind.OTHER: _t("other sensors", "altri sensori", "andre sensorer"),
}  # fmt: skip
DOES: Final[dict[str, Text]] = {
    Capability.DETECT_DEVIATIONS: _t("finds what deviates", "trova ciò che si scosta", "finner det som avviker"),
    Capability.DETECT_OBJECTS: _t("finds objects", "trova oggetti", "finner gjenstander"),
    Capability.ANALYSE_SAMPLES: _t("analyses samples", "analizza campioni", "analyserer prøver"),
    Capability.ANALYSE_PUBLIC_TEXT: _t("analyses public texts", "analizza testi pubblici", "analyserer åpne tekster"),
    Capability.PLAN_ROUTES: _t("plans routes", "pianifica percorsi", "planlegger ruter"),
    Capability.SUPPORT_OPERATORS: _t("supports operators", "aiuta gli operatori", "støtter operatører"),
    Capability.DETECT_INTRUSIONS: _t("finds intrusions", "trova intrusioni", "finner innbrudd i systemer"),
    Capability.GATHER_THREAT_INTELLIGENCE: _t("gathers reports of threats", "raccoglie notizie di minacce",
                                              "samler meldinger om trusler"),
}  # fmt: skip
RISK: Final[dict[str, Text]] = {
    "minimal": _t("minimal risk", "rischio minimo", "minimal risiko"),
    "limited": _t("limited risk", "rischio limitato", "begrenset risiko"),
    "high": _t("high risk", "rischio alto", "høy risiko"),
}
