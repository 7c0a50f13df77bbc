"""The questions of an assessment, in the order in which they are asked.

What is asked follows the General Data Protection Regulation, Article 35(7), and, for tools of high risk, the AI Act,
Article 27(1) (where both were read: `policy.articles`). `pia` is the number of the question in the data model of the
CNIL's PIA software, where it has one.
"""

from typing import Final, NamedTuple

from impetus.model.text import Text


class Question(NamedTuple):
    """One question. `gauge`: it is answered on a scale of four too. `high`: asked for tools of high risk only.

    `context`: the answer depends on where and how the tool is used, so a city has to answer it anew.
    """

    id: str
    section: str
    text: Text
    pia: int = 0
    gauge: bool = False
    high: bool = False
    context: bool = True


SECTIONS: Final[dict[str, Text]] = {
    "description": Text(en="What is done", it="Che cosa si fa", nb="Hva som gjøres"),
    "necessity": Text(
        en="Necessity and proportion", it="Necessità e proporzione", nb="Nødvendighet og forholdsmessighet"
    ),
    "rights": Text(en="Rights of persons", it="Diritti delle persone", nb="Personers rettigheter"),
    "risks": Text(en="Risks and measures", it="Rischi e misure", nb="Risikoer og tiltak"),
    "fundamental": Text(en="Fundamental rights", it="Diritti fondamentali", nb="Grunnleggende rettigheter"),
}


def _q(id: str, en: str, it: str, nb: str, pia: int = 0, *, gauge: bool = False, context: bool = True) -> Question:
    section = id.partition(".")[0]
    return Question(id, section, Text(en=en, it=it, nb=nb), pia, gauge, section == "fundamental", context)


QUESTIONS: Final[tuple[Question, ...]] = (
    _q("description.what", "What is the processing, and for whom?", "Qual è il trattamento, e per chi?",
       "Hva er behandlingen, og for hvem?", 111, context=False),
    _q("description.responsible", "Who is responsible for what?", "Chi è responsabile di che cosa?",
       "Hvem har ansvar for hva?", 112),
    _q("description.data", "Which data are processed?", "Quali dati si trattano?", "Hvilke data behandles?", 121,
       context=False),
    _q("description.cycle", "Where do data come from, where do they go, when do they end?",
       "Da dove vengono i dati, dove vanno, quando finiscono?", "Hvor kommer data fra, hvor går de, når tar de slutt?",
       122),
    _q("description.assets", "On what does it run?", "Su che cosa funziona?", "Hva kjører det på?", 123),
    _q("necessity.purpose", "Is the purpose specific and legitimate?", "La finalità è specifica e legittima?",
       "Er formålet bestemt og berettiget?", 211),
    _q("necessity.basis", "On what legal basis?", "Su quale base giuridica?", "På hvilket rettslig grunnlag?", 212),
    _q("necessity.minimal", "Is there no milder means with fewer data?",
       "Non c'è un mezzo meno invasivo, con meno dati?", "Finnes det ikke et mildere middel med færre data?", 213),
    _q("necessity.accurate", "How accurate is it, and how is that known?", "Quanto è accurato, e come lo si sa?",
       "Hvor nøyaktig er det, og hvordan vet man det?", 214, context=False),
    _q("necessity.kept", "How long are data kept, and why so long?", "Per quanto si conservano i dati, e perché?",
       "Hvor lenge lagres data, og hvorfor så lenge?", 215),
    _q("rights.informed", "How are people told?", "Come si informano le persone?", "Hvordan blir folk informert?", 221),
    _q("rights.access", "How do people get access and corrections?", "Come ottengono accesso e rettifica?",
       "Hvordan får folk innsyn og retting?", 223),
    _q("rights.object", "How do people object, or have data erased?", "Come ci si oppone, o si fa cancellare?",
       "Hvordan protesterer folk, eller får slettet data?", 225),
    _q("rights.processors", "Who processes data on behalf of the agency?", "Chi tratta dati per conto dell'ente?",
       "Hvem behandler data på vegne av etaten?", 226),
    _q("rights.transfers", "Do data leave the European Economic Area?", "I dati escono dallo Spazio economico europeo?",
       "Forlater data EØS?", 227),
    _q("risks.access", "Somebody sees what they should not: what would follow, and how could it happen?",
       "Qualcuno vede ciò che non dovrebbe: con quali conseguenze, e come potrebbe accadere?",
       "Noen ser det de ikke skal: hva ville følge, og hvordan kunne det skje?", 321, gauge=True),
    _q("risks.change", "Data are altered: what would follow, and how could it happen?",
       "I dati vengono alterati: con quali conseguenze, e come potrebbe accadere?",
       "Data blir endret: hva ville følge, og hvordan kunne det skje?", 331, gauge=True),
    _q("risks.loss", "Data are lost: what would follow, and how could it happen?",
       "I dati vanno perduti: con quali conseguenze, e come potrebbe accadere?",
       "Data går tapt: hva ville følge, og hvordan kunne det skje?", 341, gauge=True),
    _q("risks.error", "The tool is wrong: who is harmed, and how?",
       "Lo strumento sbaglia: chi ne è danneggiato, e come?",
       "Verktøyet tar feil: hvem skades, og hvordan?", gauge=True),
    _q("risks.measures", "Which measures answer these risks?", "Quali misure rispondono a questi rischi?",
       "Hvilke tiltak møter disse risikoene?", 311, context=False),
    _q("fundamental.process", "In which of the agency's processes is it used?",
       "In quali processi dell'ente si usa?", "I hvilke av etatens prosesser brukes det?"),
    _q("fundamental.period", "For how long and how often?", "Per quanto tempo e con quale frequenza?",
       "Hvor lenge og hvor ofte?"),
    _q("fundamental.persons", "Whom does it affect?", "Su chi incide?", "Hvem berører det?"),
    _q("fundamental.harms", "Which harm could it do to them, discrimination included?",
       "Quali danni potrebbe causare loro, compresa la discriminazione?",
       "Hvilken skade kan det gjøre dem, diskriminering medregnet?", gauge=True),
    _q("fundamental.oversight", "How do people oversee it?", "Come lo sorvegliano le persone?",
       "Hvordan fører mennesker tilsyn med det?", context=False),
    _q("fundamental.remedies", "What is done when harm occurs, and where does one complain?",
       "Che cosa si fa se il danno avviene, e dove si reclama?", "Hva gjøres når skade skjer, og hvor klager man?"),
)  # fmt: skip

BY_ID: Final = {question.id: question for question in QUESTIONS}


def asked(high: bool) -> list[Question]:
    """The questions for a tool; those on fundamental rights for high risk only."""
    return [question for question in QUESTIONS if high or not question.high]
