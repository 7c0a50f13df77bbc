"""Texts of a control room, made up, in which what names or reaches a person is marked: `<name:Kari Nordmann>`.

The first list was looked at while the rules were written; `UNSEEN` was written after and never tuned on.
"""

import re
from typing import Final, NamedTuple

_MARK: Final = re.compile(r"<(name|handle|plate|phone|e-mail|iban|card|national_id|ip|address):([^>]+)>")


class Example(NamedTuple):
    """A text and what should be found in it: (start, end, category)."""

    text: str
    wanted: list[tuple[int, int, str]]


def example(marked: str) -> Example:
    """Read a text with marks."""
    text, wanted, at = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        wanted.append((len(text), len(text) + len(mark[2]), mark[1]))
        text += mark[2]
        at = mark.end()
    return Example(text + marked[at:], wanted)


SEEN: Final = [example(one) for one in (
    "Call <name:Kari Nordmann> at <phone:+47 412 34 567> or <e-mail:kari@example.no>, plate <plate:AB 12345>.",
    "Il signor <name:Mario Rossi> abita in <address:via Giuseppe Verdi 12>, cell. <phone:347 1234567>,"
    " targa <plate:ef 456 gh>",
    "Fire at Storgata 5, 1 230 people left on 2026-03-06 14.20",
    "Mannen heter <name:Yngvild Strømsnes>. Fødselsnummer <national_id:01019012345>",
    "Crowd in Piazza Giuseppe Garibaldi; camera CAM-12; IP <ip:10.0.0.12> from <handle:@dark_wolf>",
    "<iban:IT60X0542811101000000123456> and <card:4111 1111 1111 1111>, <national_id:RSSMRA85T10A562S>",
    "Unit 4 on the way, A-4127 acknowledged at 17:45",
    "Inspector <name:Hanna Salo> asked for camera N2, 17:46 to 17:47",
)]  # fmt: skip

UNSEEN: Final = [example(one) for one in (
    # English
    "Caller gave her name as <name:Margaret Ellison> and her number, <phone:07700 900123>.",
    "Witness <name:Tom Barker> saw two men run towards the harbour at 22:14.",
    "A white van, plate <plate:BD51 SMR>, stopped outside the east gate for 12 minutes.",
    "Send the photo to <e-mail:duty.desk+night@police.example.org> before 06:00.",
    "He posted as <handle:@night.rider_88> that he would come back on Friday.",
    "The account <iban:GB29 NWBK 6016 1331 9268 19> was named in the threat.",
    "Failed logins from <ip:203.0.113.77> and <ip:2001:db8::8a2e:370:7334> since 03:12.",
    "<name:Sarah> says her brother <name:Daniel Okafor> has not come home.",
    "The boy lives at <address:14 Orchard Road>, flat 3; his mother is <name:Mrs Adeyemi>.",
    "Card ending unknown, full number read out: <card:5500-0000-0000-0004>.",
    "Ring <phone:+44 20 7946 0958> and ask for <name:Dr Whitfield>.",
    "Gas smell in London Road, between numbers 10 and 40, no injuries.",
    "Counter at King Street bridge shows 3.1 times the usual, 1,230 people in 3 minutes.",
    "Platform 2 closed until 18:30; buses 24 and 25 go round by Victoria Station.",
    "Version 2.4.1 was put in at 09:00 on 14/05/2026; all 121 sensors see.",
    "Suspect known as <name:Jimmy> was last seen near May Park.",
    "Text from <phone:0044 7700 900456>: meet me behind the stadium.",
    "The driver, <name:Ahmed Hassan>, showed licence plate <plate:AB12 CDE>.",
    "Will the patrol stay until midnight? Grace period ends at ten.",
    "Two adults and a child, one in a red coat, walk south along the quay.",
    "<name:Oliver Grant-Hughes> is the owner; his dog is called Rex.",
    "Camera 14 blind since 16:02, sensor TMP-204 late, request 88123 sent.",
    # Italian
    "La chiamante, <name:Giulia Ferrante>, è raggiungibile al <phone:+39 340 765 4321>.",
    "Auto grigia targata <plate:FZ 318 KL> ferma in doppia fila in piazza Duomo.",
    "Il testimone <name:Paolo Brambilla> ha visto due persone scappare verso la stazione.",
    "Codice fiscale <national_id:BRMPLA80A01F205X>, documento scaduto.",
    "Scrivere a <e-mail:p.brambilla@posta.example.it> entro domani.",
    "Il bambino si chiama <name:Tommaso> e porta una giacca blu.",
    "La signora <name:De Angelis> abita in <address:viale Monza 88>, interno 4.",
    "Bonifico su <iban:IT28 W800 0000 2921 0064 5211 151> richiesto dal truffatore.",
    "Il profilo <handle:@lupo_grigio> ha pubblicato una minaccia alle 21:40.",
    "Incendio in via Roma 15, evacuate 34 persone, traffico deviato su corso Italia.",
    "In piazza Giuseppe Verdi 1.230 persone, 4,2 volte il solito di un venerdì.",
    "Telefonare allo <phone:02 7654 3210> e chiedere del dottor <name:Salvi>.",
    "Rosa dei venti rotta sulla centralina 12; grazie, Marina chiusa per vento.",
    "Treno 2315 in ritardo di 25 minuti, binario 4, altoparlanti guasti.",
    "Indagato <name:Dragan Petrovic>, nato il 12/04/1988, si è allontanato in moto.",
    "<name:Luca Moretti> e <name:Chiara Bellandi> sono stati portati al pronto soccorso.",
    "Lo stadio Giuseppe Meazza apre alle 19:00, porte 3 e 7 chiuse.",
    "Accesso da <ip:198.51.100.23> con l'utente di servizio.",
    "La moto con targa <plate:AB12345> è stata vista anche ieri.",
    "Ha lasciato il numero <phone:3391122334> alla pattuglia.",
    # Norwegian
    "Innringer <name:Solveig Bråten> kan nås på <phone:912 34 567>.",
    "Bilen, en grå Volvo med kjennemerke <plate:EK 98765>, står ved torget.",
    "Vitnet <name:Mohamed Abdi Ali> så to menn løpe mot havna kl. 22.14.",
    "Fødselsnummer <national_id:15076512345> oppgitt, ikke bekreftet.",
    "Send bildet til <e-mail:vakt@politiet.example.no> før kl. 06.",
    "Kontoen <handle:@fjellreven> la ut en trussel i går kveld.",
    "Hun bor i <address:Bjerkealleen 12> sammen med faren, <name:Odd-Arne Lien>.",
    "Brann i Dronningens gate 15, 34 personer er ute, røyken går mot sør.",
    "Rautatientori: 1 230 personer gikk på tre minutter, 4,2 ganger så mange som vanlig.",
    "Gutten heter <name:Isak> og har rød lue.",
    "Overføring til konto <iban:NO93 8601 1117 947> ble stanset.",
    "Pålogging fra <ip:192.0.2.144> klokken 03.12, tre forsøk.",
    "Ring <phone:22 34 56 78> og spør etter <name:herr Gundersen>.",
    "Trikk 12 står ved Olaf Ryes plass; skolen ved Karl Johans gate er stengt.",
    "Strømmen er borte i tre kvartaler, siden 17.45 fredag 6. mars.",
    "Mistenkt, <name:Bjørn Tangen>, gikk om bord i bussen mot Sandvika.",
    "<name:Ingrid> ringte igjen: broren hennes er ikke kommet hjem.",
    "Sensor 3 ved brua er blind, sak 2026-118 er åpnet, patrulje 12 på vei.",
    "Moren <name:Fatuma Warsame> venter ved inngang B.",
    "Bergen melder 12 grader og vind fra vest, 14 m/s i kastene.",
    "Liv og helse er ikke i fare; stein i veien ved tunnelen er fjernet.",
    "Finsk personkode <national_id:131052-308T> sto på kortet.",
)]  # fmt: skip
