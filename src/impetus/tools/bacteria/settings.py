"""Settings of the Bacteria Detector; they become its form in the console."""

from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator

from impetus.kit.forms import words
from impetus.tools.bacteria.calibration import fit


class Standard(BaseModel):
    """One standard that the analyser was shown."""

    model_config = ConfigDict(extra="forbid")

    cells_per_ml: float = Field(
        gt=0,
        le=1e12,
        allow_inf_nan=False,
        title="Cells per ml",
        description="Concentration of the standard, by its certificate.",
        json_schema_extra=words(
            "Cellule per ml",
            "Celler per ml",
            it_help="Concentrazione dello standard, da certificato.",
            nb_help="Standardens konsentrasjon, etter sertifikatet.",
            unit="1/ml",
        ),
    )
    signal: float = Field(
        gt=0,
        le=1e15,
        allow_inf_nan=False,
        title="Signal",
        description="What the analyser showed, less the blank.",
        json_schema_extra=words(
            "Segnale",
            "Signal",
            it_help="Ciò che l'analizzatore ha mostrato, meno il bianco.",
            nb_help="Det analysatoren viste, minus blindprøven.",
            unit="RLU",
        ),
    )


def _number(
    default: float, low: float, high: float, en: tuple[str, str], it: tuple[str, str], nb: tuple[str, str], unit: str
) -> float:
    made: float = Field(
        default=default,
        ge=low,
        le=high,
        allow_inf_nan=False,
        title=en[0],
        description=en[1],
        json_schema_extra=words(it[0], nb[0], it_help=it[1], nb_help=nb[1], unit=unit),
    )
    return made


class Settings(BaseModel):
    """What a city can set. Changes take effect from here in the stream; nothing learned is lost."""

    model_config = ConfigDict(extra="forbid")

    timezone: str = Field(
        default="Europe/Helsinki",
        title="Time zone",
        description="Local time of the city: the hour of the day is counted in it.",
        json_schema_extra=words(
            "Fuso orario",
            "Tidssone",
            it_help="Ora locale della città: l'ora del giorno si conta in essa.",
            nb_help="Byens lokale tid: timen på døgnet regnes i den.",
        ),
    )
    false_alarm_days: float = _number(
        90.0, 1.0, 3650.0,
        ("Days between false alarms",
         "The promise: one device gives on average one alarm without a cause in so many days."),
        ("Giorni tra falsi allarmi",
         "La promessa: un dispositivo dà in media un allarme senza causa in tanti giorni."),
        ("Dager mellom falske alarmer", "Løftet: én enhet gir i snitt én alarm uten årsak på så mange dager."),
        "d",
    )  # fmt: skip
    resample_days: float = _number(
        7.0, 0.5, 365.0,
        ("Days between needless second samples",
         "How often a second sample may be ordered on an ordinary day: the more often, the smaller the "
         "releases that are found."),
        ("Giorni tra secondi campioni inutili",
         "Ogni quanto si può ordinare un secondo campione in giorni normali: più spesso, più piccoli i "
         "rilasci che si trovano."),
        ("Dager mellom unødige nye prøver",
         "Hvor ofte en ny prøve kan bestilles på en vanlig dag: jo oftere, desto mindre utslipp blir "
         "funnet."),
        "d",
    )  # fmt: skip
    minimum_ratio: float = _number(
        1.2, 1.0, 100.0,
        ("Smallest rise worth an alert", "Measured divided by usual must be at least this."),
        ("Minimo aumento degno di un allarme", "Il valore misurato diviso per il solito deve essere almeno questo."),
        ("Minste økning verdt et varsel", "Målt delt på vanlig må være minst dette."),
        "×",
    )  # fmt: skip
    warm_up_days: float = _number(
        14.0, 2.0, 120.0,
        ("Days of learning", "How many days of samples a device needs before it can raise an alert."),
        ("Giorni di apprendimento",
         "Di quanti giorni di campioni ha bisogno un dispositivo prima di poter dare un allarme."),
        ("Dager med læring", "Hvor mange dager med prøver en enhet trenger før den kan gi varsel."),
        "d",
    )  # fmt: skip
    memory_days: float = _number(
        180.0, 20.0, 2000.0,
        ("Memory", "After so many days a sample weighs about a third of a new one."),
        ("Memoria", "Dopo tanti giorni un campione pesa circa un terzo di uno nuovo."),
        ("Hukommelse", "Etter så mange dager veier en prøve omtrent en tredel av en ny."),
        "d",
    )  # fmt: skip
    longest_alert_hours: float = _number(
        72.0, 2.0, 2000.0,
        ("Longest alert",
         "An alert that lasts longer ends; what it showed is taken for the new usual level from then on."),
        ("Allarme più lungo",
         "Un allarme che dura di più finisce; da lì in poi il suo livello vale come il nuovo solito."),
        ("Lengste varsel", "Et varsel som varer lenger, avsluttes; nivået regnes deretter som det nye vanlige."),
        "h",
    )  # fmt: skip
    standards: Annotated[list[Standard], Field(min_length=2, max_length=50)] = Field(
        default_factory=lambda: [
            Standard(cells_per_ml=c, signal=s) for c, s in ((1e3, 120.0), (1e4, 1_150.0), (1e5, 11_800.0))
        ],
        title="Standards",
        description="At two levels at least; the line from signal to cells is fitted to them.",
        json_schema_extra=words(
            "Standard",
            "Standarder",
            it_help="Almeno a due livelli; su di essi si adatta la retta dal segnale alle cellule.",
            nb_help="Minst to nivåer; linjen fra signal til celler tilpasses dem.",
        ),
    )
    blank_signal: float = _number(
        20.0, 0.0, 1e9,
        ("Blank", "Signal of clean water, where the device reports none itself."),
        ("Bianco", "Segnale dell'acqua pulita, se il dispositivo non lo comunica."),
        ("Blindprøve", "Signal fra rent vann, der enheten ikke melder det selv."),
        "RLU",
    )  # fmt: skip
    blank_spread: float = _number(
        5.0, 0.0, 1e9,
        ("Spread of blanks", "Standard deviation of blanks; the detection limit is 3.29 times that above the blank."),
        ("Dispersione dei bianchi",
         "Deviazione standard dei bianchi; il limite di rivelabilità è 3,29 volte tanto sopra il bianco."),
        ("Spredning i blindprøver",
         "Standardavvik for blindprøver; deteksjonsgrensen er 3,29 ganger det over blindprøven."),
        "RLU",
    )  # fmt: skip
    highest_blank: float = _number(
        60.0, 0.0, 1e9,
        ("Highest blank", "Above it the analyser is not believed until a good blank comes."),
        ("Bianco massimo", "Oltre, l'analizzatore non è creduto finché non arriva un bianco buono."),
        ("Høyeste blindprøve", "Over dette blir analysatoren ikke trodd før en god blindprøve kommer."),
        "RLU",
    )  # fmt: skip
    standard_tolerance: float = _number(
        0.3, 0.02, 0.9,
        ("Drift allowed",
         "How far the daily standard (the middle one of the list) may be off before the analyser is not "
         "believed."),
        ("Deriva ammessa",
         "Di quanto lo standard giornaliero (quello di mezzo) può scostarsi prima che l'analizzatore non "
         "sia creduto."),
        ("Tillatt drift",
         "Hvor mye dagens standard (den midterste i listen) kan avvike før analysatoren ikke blir trodd."),
        "",
    )  # fmt: skip
    flow: float = _number(
        200.0, 0.1, 5000.0,
        ("Air flow of the collector", "By its maker."),
        ("Portata d'aria del collettore", "Secondo il costruttore."),
        ("Samlerens luftstrøm", "Ifølge produsenten."),
        "l/min",
    )  # fmt: skip
    flow_tolerance: float = _number(
        0.15, 0.01, 0.9,
        ("Flow may be off by", "Share of the flow; further off, results are not believed."),
        ("La portata può scostarsi di", "Quota della portata; oltre, i risultati non sono creduti."),
        ("Luftstrømmen kan avvike med", "Andel av luftstrømmen; utenfor blir resultatene ikke trodd."),
        "",
    )  # fmt: skip
    minutes: float = _number(
        20.0, 0.1, 1440.0,
        ("Air is drawn for", "Time of one sample, where the device reports no air volume."),
        ("L'aria è aspirata per", "Durata di un campione, se il dispositivo non comunica il volume d'aria."),
        ("Luft trekkes i", "Tid for én prøve, der enheten ikke melder luftvolum."),
        "min",
    )  # fmt: skip
    water: float = _number(
        5.0, 0.01, 10_000.0,
        ("Water of one sample", "Where the device reports none itself."),
        ("Acqua di un campione", "Se il dispositivo non la comunica."),
        ("Vann i én prøve", "Der enheten ikke melder det selv."),
        "ml",
    )  # fmt: skip
    efficiency: float = _number(
        0.6, 0.01, 1.0,
        ("Share caught",
         "Share of the bacteria in the air that comes into the water, by the collector's test report."),
        ("Quota raccolta",
         "Quota dei batteri nell'aria che arriva nell'acqua, dal rapporto di prova del collettore."),
        ("Andel fanget", "Andel av bakteriene i luften som kommer i vannet, etter samlerens prøverapport."),
        "",
    )  # fmt: skip
    collector_uncertainty: float = _number(
        0.15, 0.0, 2.0,
        ("Uncertainty of the collector", "Relative, of share caught, water and air together."),
        ("Incertezza del collettore", "Relativa, di quota raccolta, acqua e aria insieme."),
        ("Samlerens usikkerhet", "Relativ, for andel fanget, vann og luft samlet."),
        "",
    )  # fmt: skip
    highest_pressure: float = _number(
        5000.0, 1.0, 1e6,
        ("Highest pressure drop", "Above it the inlet is called fouled."),
        ("Perdita di carico massima", "Oltre, l'ingresso è detto intasato."),
        ("Høyeste trykkfall", "Over dette kalles innløpet tilsmusset."),
        "Pa",
    )  # fmt: skip
    late_after_intervals: float = _number(
        3.0, 1.5, 100.0,
        ("Late after", "A device is late when no result has come for so many of its own intervals."),
        ("In ritardo dopo", "Un dispositivo è in ritardo se non arriva un risultato da tanti suoi intervalli."),
        ("Forsinket etter", "En enhet er forsinket når det ikke er kommet resultat på så mange av dens intervaller."),
        "intervals",
    )  # fmt: skip
    blind_after_intervals: float = _number(
        12.0, 2.0, 1000.0,
        ("Blind after", "A device is blind when no result has come for so many of its own intervals."),
        ("Cieco dopo", "Un dispositivo è cieco se non arriva un risultato da tanti suoi intervalli."),
        ("Blind etter", "En enhet er blind når det ikke er kommet resultat på så mange av dens intervaller."),
        "intervals",
    )  # fmt: skip
    history_samples: int = Field(
        default=6,
        ge=1,
        le=1000,
        title="Samples at once that count as history",
        description="When more samples of a device than this come at once, they are learned from without alerts.",
        json_schema_extra=words(
            "Campioni insieme che valgono come storia",
            "Antall prøver på én gang som teller som historie",
            it_help="Quando arrivano insieme più campioni di così, si impara da essi senza dare allarmi.",
            nb_help="Når flere prøver enn dette kommer på én gang, læres det av dem uten varsler.",
        ),
    )

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{value!r} is no time zone; write one such as Europe/Helsinki") from error
        return value

    @field_validator("standards")
    @classmethod
    def _a_line(cls, value: list[Standard]) -> list[Standard]:
        fit([(standard.cells_per_ml, standard.signal) for standard in value])
        return value
