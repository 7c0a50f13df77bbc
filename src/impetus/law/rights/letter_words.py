"""What letters to persons say, in three languages. Sentences are ours; see `policy.articles` for articles."""

from typing import Final

from impetus.model.text import Text

REFERENCE: Final = Text(en="Our reference: {ref}", it="Nostro riferimento: {ref}", nb="Vår referanse: {ref}")
SIGNED: Final = Text(
    en="{who}, for {agency}", it="{who}, per {agency}", nb="{who}, for {agency}",
)  # fmt: skip
FOOTER: Final = Text(
    en="{ref}, made on {date} from the register of requests.",
    it="{ref}, prodotta il {date} dal registro delle richieste.",
    nb="{ref}, laget {date} fra registeret over henvendelser.",
)
KIND: Final[dict[str, Text]] = {
    "access": Text(en="access to your data", it="accesso ai suoi dati", nb="innsyn i opplysningene dine"),
    "correction": Text(en="correction of your data", it="rettifica dei suoi dati", nb="retting av opplysningene dine"),
    "erasure": Text(en="erasure of your data", it="cancellazione dei suoi dati", nb="sletting av opplysningene dine"),
    "objection": Text(
        en="objection to the use of your data",
        it="opposizione all'uso dei suoi dati",
        nb="innsigelse mot bruken av opplysningene dine",
    ),
    "restriction": Text(
        en="restriction of the use of your data",
        it="limitazione dell'uso dei suoi dati",
        nb="begrensning av bruken av opplysningene dine",
    ),
}
SUBJECT: Final[dict[str, Text]] = {
    "receipt": Text(
        en="We have your request: {kind}", it="Abbiamo ricevuto la sua richiesta: {kind}",
        nb="Vi har fått henvendelsen din: {kind}",
    ),
    "extension": Text(
        en="Your request needs more time: {kind}", it="La sua richiesta richiede più tempo: {kind}",
        nb="Henvendelsen din trenger mer tid: {kind}",
    ),
    "answer": Text(
        en="The answer to your request: {kind}", it="La risposta alla sua richiesta: {kind}",
        nb="Svar på henvendelsen din: {kind}",
    ),
}  # fmt: skip
RECEIPT: Final = Text(
    en="Your request came in on {received}. You will have our answer by {due} at the latest, free of charge"
    " (GDPR Article 12(3) and (5)).",
    it="La sua richiesta è arrivata il {received}. Riceverà la nostra risposta al più tardi il {due}, gratuitamente"
    " (GDPR, articolo 12, paragrafi 3 e 5).",
    nb="Henvendelsen din kom inn {received}. Du får svar senest {due}, uten kostnad (GDPR artikkel 12 nr. 3 og 5).",
)
IDENTITY: Final = Text(
    en="Before we can answer, we need to be sure that it is you. Bring or send something that shows who you are; we"
    " keep no copy of it.",
    it="Prima di rispondere dobbiamo essere certi che sia lei. Ci mostri o ci mandi qualcosa che provi la sua identità;"
    " non ne conserviamo copia.",
    nb="Før vi kan svare, må vi være sikre på at det er deg. Vis eller send noe som viser hvem du er; vi beholder ingen"
    " kopi.",
)
EXTENSION: Final = Text(
    en="Your request of {received} takes longer than a month to answer. You will have our answer by {due} at the"
    " latest. The reason is this: {reason}",
    it="Rispondere alla sua richiesta del {received} richiede più di un mese. Riceverà la nostra risposta al più tardi"
    " il {due}. Il motivo è questo: {reason}",
    nb="Det tar mer enn en måned å svare på henvendelsen din av {received}. Du får svar senest {due}. Grunnen er denne:"
    " {reason}",
)
ANSWER: Final[dict[str, Text]] = {
    "granted": Text(
        en="We have done what you asked for on {received}.",
        it="Abbiamo fatto ciò che ha chiesto il {received}.",
        nb="Vi har gjort det du ba om {received}.",
    ),
    "partly": Text(
        en="We have done part of what you asked for on {received}. What we have not done, and why: {reason}",
        it="Abbiamo fatto una parte di ciò che ha chiesto il {received}. Ciò che non abbiamo fatto, e perché: {reason}",
        nb="Vi har gjort en del av det du ba om {received}. Det vi ikke har gjort, og hvorfor: {reason}",
    ),
    "refused": Text(
        en="We have not done what you asked for on {received}. The reasons are these: {reason}",
        it="Non abbiamo fatto ciò che ha chiesto il {received}. I motivi sono questi: {reason}",
        nb="Vi har ikke gjort det du ba om {received}. Grunnene er disse: {reason}",
    ),
    "withdrawn": Text(
        en="You withdrew the request of {received}, and we have closed it.",
        it="Lei ha ritirato la richiesta del {received} e l'abbiamo chiusa.",
        nb="Du trakk henvendelsen av {received}, og vi har avsluttet den.",
    ),
    "": Text(
        en="Your request of {received} is not closed yet; this is a draft.",
        it="La sua richiesta del {received} non è ancora chiusa; questa è una bozza.",
        nb="Henvendelsen din av {received} er ikke avsluttet ennå; dette er et utkast.",
    ),
}
LATE: Final = Text(
    en="This answer is late, for which we are sorry; it was due on {due}.",
    it="Questa risposta è in ritardo, e ce ne scusiamo; era dovuta entro il {due}.",
    nb="Dette svaret kommer for sent, og det beklager vi; fristen var {due}.",
)
COMPLAIN: Final = Text(
    en="If you think that this is wrong, you can lodge a complaint with the supervisory authority for data protection,"
    " and you can go to court (GDPR Articles 12(4), 77 and 79).",
    it="Se ritiene che ciò sia sbagliato, può presentare reclamo all'autorità di controllo per la protezione dei dati e"
    " può rivolgersi a un giudice (GDPR, articoli 12, paragrafo 4, 77 e 79).",
    nb="Mener du at dette er feil, kan du klage til tilsynsmyndigheten for personvern, og du kan gå til domstolene"
    " (GDPR artikkel 12 nr. 4, 77 og 79).",
)
LOOKED: Final = Text(
    en="We looked through everything in our system, what is masked included. Pictures and recordings were not searched"
    " for faces or voices: the system cannot do that, and must not.",
    it="Abbiamo cercato in tutto il nostro sistema, anche in ciò che è mascherato. Immagini e registrazioni non sono"
    " state esaminate per volti o voci: il sistema non può farlo, e non deve.",
    nb="Vi lette gjennom alt i systemet vårt, også det som er maskert. Bilder og opptak ble ikke gjennomsøkt etter"
    " ansikter eller stemmer: systemet kan ikke gjøre det, og skal ikke.",
)
DONE: Final[dict[str, Text]] = {
    "given": Text(en="given to you", it="consegnato a lei", nb="gitt til deg"),
    "corrected": Text(en="corrected", it="corretto", nb="rettet"),
    "erased": Text(en="erased", it="cancellato", nb="slettet"),
    "restricted": Text(en="kept, but not used", it="conservato, ma non usato", nb="oppbevart, men ikke brukt"),
    "kept": Text(en="left as it is", it="lasciato com'è", nb="latt stå"),
}
WHY: Final[dict[str, Text]] = {
    "locked": Text(
        en="it is evidence that somebody keeps by name and reason",
        it="è una prova che qualcuno conserva con nome e motivo",
        nb="det er bevis som noen beholder med navn og grunn",
    ),
    "in_use": Text(
        en="the account is in use", it="l'account è in uso", nb="kontoen er i bruk",
    ),
    "gone": Text(en="it was deleted already", it="era già cancellato", nb="det var slettet allerede"),
    "not_there": Text(
        en="what is named does not stand in it",
        it="ciò che è indicato non vi compare",
        nb="det som er oppgitt, står ikke i det",
    ),
}  # fmt: skip
PARTS: Final[dict[str, Text]] = {
    "done": Text(en="What was done", it="Che cosa è stato fatto", nb="Hva som ble gjort"),
    "data": Text(en="Your data", it="I suoi dati", nb="Opplysningene dine"),
    "none": Text(
        en="We hold nothing of you that we could find.", it="Non abbiamo trovato nulla che la riguardi.",
        nb="Vi fant ingenting om deg.",
    ),
}  # fmt: skip
