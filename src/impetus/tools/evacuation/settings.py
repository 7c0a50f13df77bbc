"""Settings of the Evacuation Optimiser; they become its form in the console."""

from pydantic import BaseModel, ConfigDict, Field

from impetus.kit.forms import words
from impetus.tools.evacuation.network import SPECIFIC_FLOW, SPEED


class Settings(BaseModel):
    """What holds for every plan, unless a graph says otherwise."""

    model_config = ConfigDict(extra="forbid")

    speed_m_s: float = Field(
        default=SPEED,
        ge=0.3,
        le=3.0,
        allow_inf_nan=False,
        title="Free walking speed",
        description="With which the bound and the plan are reckoned; 1.34 m/s is Weidmann's mean (1993).",
        json_schema_extra=words(
            "Velocità libera",
            "Fri ganghastighet",
            it_help="Con cui si calcolano limite e piano; 1,34 m/s è la media di Weidmann (1993).",
            nb_help="Som grensen og planen regnes med; 1,34 m/s er Weidmanns middelverdi (1993).",
            unit="m/s",
        ),
    )
    specific_flow_p_per_m_s: float = Field(
        default=SPECIFIC_FLOW,
        ge=0.2,
        le=2.5,
        allow_inf_nan=False,
        title="Flow through a metre of width",
        description="Persons a second at most; 1.22 by Weidmann (1993), 1.33 by IMO MSC.1/Circ.1533.",
        json_schema_extra=words(
            "Flusso per metro di larghezza",
            "Strøm gjennom en meters bredde",
            it_help="Persone al secondo al massimo; 1,22 secondo Weidmann (1993), 1,33 secondo IMO MSC.1/Circ.1533.",
            nb_help="Personer i sekundet på det meste; 1,22 etter Weidmann (1993), 1,33 etter IMO MSC.1/Circ.1533.",
            unit="1/(m·s)",
        ),
    )
    seeds: int = Field(
        default=30,
        ge=5,
        le=500,
        title="Runs of a simulation",
        description="How often each plan is walked with another crowd; 30 and more give bands to trust.",
        json_schema_extra=words(
            "Esecuzioni di una simulazione",
            "Kjøringer i en simulering",
            it_help="Quante volte ogni piano è percorso con un'altra folla; da 30 in su le fasce sono affidabili.",
            nb_help="Hvor ofte hver plan gås med en ny folkemengde; fra 30 gir det bånd å stole på.",
        ),
    )
    patience_s: int = Field(
        default=300,
        ge=10,
        le=3600,
        title="Longest reckoning",
        description="A question that takes longer is given up.",
        json_schema_extra=words(
            "Calcolo più lungo",
            "Lengste beregning",
            it_help="Una domanda che richiede di più viene abbandonata.",
            nb_help="Et spørsmål som tar lengre tid, gis opp.",
            unit="s",
        ),
    )
