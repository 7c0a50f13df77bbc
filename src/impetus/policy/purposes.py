"""The register of purposes: what each is for, on what legal basis, and whether it needs a case.

Legal bases are starting points (`policy.articles` says what was read): the agency writes its own law beside each
(`Words`).
"""

from typing import Final, NamedTuple

from impetus.model.text import Text
from impetus.policy.vocabulary import Purpose


class Meaning(NamedTuple):
    """What a purpose means before an agency has said it in its own words."""

    label: Text
    text: Text
    legal_basis: Text
    needs_case: bool = False


_TASK: Final = Text(
    en="A task in the public interest (GDPR art. 6(1)(e)); for the police, their law under LED art. 8. Name your law.",
    it="Un compito di interesse pubblico (GDPR art. 6(1)(e)); per la polizia, la sua legge ai sensi della direttiva"
    " (UE) 2016/680 art. 8. Indichi la legge.",
    nb="En oppgave i allmennhetens interesse (GDPR art. 6(1)(e)); for politiet deres lov etter direktiv (EU) 2016/680"
    " art. 8. Nevn loven.",
)
_DUTY: Final = Text(
    en="A legal obligation (GDPR art. 6(1)(c)).",
    it="Un obbligo legale (GDPR art. 6(1)(c)).",
    nb="En rettslig forpliktelse (GDPR art. 6(1)(c)).",
)

REGISTER: Final[dict[Purpose, Meaning]] = {
    Purpose.URBAN_SAFETY: Meaning(
        Text(en="Urban safety", it="Sicurezza urbana", nb="Trygghet i byen"),
        Text(
            en="The live desk: alerts are judged, incidents are worked on.",
            it="La sala operativa: si valutano gli allarmi, si lavora sugli incidenti.",
            nb="Sentralen i drift: varsler vurderes, hendelser håndteres.",
        ),
        _TASK,
    ),
    Purpose.INVESTIGATION: Meaning(
        Text(en="Investigation", it="Indagine", nb="Undersøkelse"),
        Text(
            en="Looking back for a case that has an end.",
            it="Ricostruire per un caso che ha una fine.",
            nb="Å se tilbake for en sak som har en slutt.",
        ),
        _TASK,
        needs_case=True,
    ),
    Purpose.CYBER_DEFENCE: Meaning(
        Text(en="Cyber defence", it="Difesa informatica", nb="Datasikkerhet"),
        Text(
            en="Attacks on the city's own systems.",
            it="Attacchi ai sistemi della città.",
            nb="Angrep på byens egne systemer.",
        ),
        Text(
            en="Security of processing (GDPR art. 32) within the public task.",
            it="Sicurezza del trattamento (GDPR art. 32) nell'ambito del compito pubblico.",
            nb="Sikkerhet ved behandlingen (GDPR art. 32) innenfor den offentlige oppgaven.",
        ),
    ),
    Purpose.ADMINISTRATION: Meaning(
        Text(en="Administration", it="Amministrazione", nb="Administrasjon"),
        Text(
            en="Running the installation. Nothing of the city is seen.",
            it="Gestire l'installazione. Della città non si vede nulla.",
            nb="Å drifte installasjonen. Ingenting av byen vises.",
        ),
        _TASK,
    ),
    Purpose.OVERSIGHT: Meaning(
        Text(en="Oversight", it="Vigilanza", nb="Tilsyn"),
        Text(
            en="Watching over those who watch: what runs, who looked at what.",
            it="Vigilare su chi vigila: che cosa funziona, chi ha guardato che cosa.",
            nb="Å føre tilsyn: hva som kjører, hvem som har sett på hva.",
        ),
        _DUTY,
    ),
    Purpose.SUBJECT_RIGHTS: Meaning(
        Text(en="Rights of persons", it="Diritti delle persone", nb="Personers rettigheter"),
        Text(
            en="Answering somebody who asks what is known of them.",
            it="Rispondere a chi chiede che cosa si sa di lui.",
            nb="Å svare den som spør hva som er kjent om dem.",
        ),
        _DUTY,
    ),
    Purpose.TRAINING: Meaning(
        Text(en="Training", it="Formazione", nb="Opplæring"),
        Text(
            en="Learning the desk. Nothing live is seen.",
            it="Imparare il lavoro. Non si vede nulla dal vivo.",
            nb="Å lære arbeidet. Ingenting fra driften vises.",
        ),
        _TASK,
    ),
}


def label(purpose: str, locale: str) -> str:
    """The name of a purpose in a language, or the purpose itself where it is a machine's."""
    return REGISTER[Purpose(purpose)].label.in_(locale) if purpose in set(Purpose) else purpose
