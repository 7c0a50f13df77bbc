"""The policies for reading, and the question "may this role do this, for this purpose, now?"."""

from functools import cache
from typing import Final, Literal

from impetus.model.text import Locale
from impetus.people.purpose_schemas import Cited, MayIn, MayOut, Named, PoliciesOut, PolicyOut
from impetus.policy import words
from impetus.policy.articles import unread
from impetus.policy.engine import Question, engine
from impetus.policy.purposes import REGISTER
from impetus.policy.vocabulary import REACH, Permission, Purpose, Resource, Role
from impetus.storage.wall import load

_SENTENCES: Final[dict[Locale, dict[str, str]]] = {
    "en": {
        "yes": "{role}: may {act} under “{purpose}”{extra}. Allowed by: {by}.",
        "no": "{role}: may not {act} under “{purpose}”{extra}. No policy allows it: what nothing allows is refused.",
        "forbidden": "{role}: may not {act} under “{purpose}”{extra}. Forbidden by: {by}.",
        "case": ", with a case",
        "grant": ", with a grant",
    },
    "it": {
        "yes": "{role}: può {act} per «{purpose}»{extra}. Lo consente: {by}.",
        "no": "{role}: non può {act} per «{purpose}»{extra}. Nessuna regola lo consente, e ciò che nulla consente è"
        " rifiutato.",
        "forbidden": "{role}: non può {act} per «{purpose}»{extra}. Lo vieta: {by}.",
        "case": ", con un caso",
        "grant": ", con un'autorizzazione",
    },
    "nb": {
        "yes": "{role}: kan {act} under «{purpose}»{extra}. Tillatt av: {by}.",
        "no": "{role}: kan ikke {act} under «{purpose}»{extra}. Ingen regel tillater det, og det som ingenting"
        " tillater, avslås.",
        "forbidden": "{role}: kan ikke {act} under «{purpose}»{extra}. Forbudt av: {by}.",
        "case": ", med en sak",
        "grant": ", med en tillatelse",
    },
}


def every(locale: Locale) -> PoliciesOut:
    """All policies in order of file, and the words that a question may use."""
    return PoliciesOut(
        items=[
            PolicyOut(
                id=one.id, file=one.file, effect="forbid" if one.effect == "forbid" else "permit",
                title=one.title.in_(locale), article=one.article, reason=one.reason.in_(locale), text=one.text,
                unread=unread(one.article),
            )
            for one in engine().policies.values()
        ],
        roles=[Named(id=one, label=words.ROLES[one].in_(locale)) for one in Role],
        permissions=[Named(id=one, label=words.PERMISSIONS[one].in_(locale)) for one in Permission],
        purposes=[Named(id=one, label=REGISTER[one].label.in_(locale)) for one in Purpose],
        resources=[Named(id=one, label=words.RESOURCES[one].in_(locale)) for one in Resource],
    )  # fmt: skip


def answer(asked: MayIn, locale: Locale) -> MayOut:
    """Ask the policies and say the answer in a sentence."""
    resource = asked.resource or REACH[asked.permission].about
    decision = engine().decide(Question(asked.role, asked.permission, resource, asked.purpose, asked.case, asked.grant))
    cited = [
        Cited(id=id, title=policy.title.in_(locale), article=policy.article)
        for id in decision.policies
        if (policy := engine().policies.get(id)) is not None
    ]
    say = _SENTENCES[locale]
    kind = "yes" if decision.allowed else "forbidden" if cited else "no"
    sentence = say[kind].format(
        role=words.ROLES[asked.role].in_(locale),
        act=words.PERMISSIONS[asked.permission].in_(locale),
        purpose=REGISTER[asked.purpose].label.in_(locale),
        extra=(say["case"] if asked.case else "") + (say["grant"] if asked.grant else ""),
        by="; ".join(f"{one.title} ({one.article})" for one in cited),
    )
    return MayOut(allowed=decision.allowed, policies=cited, sentence=sentence, wall=_wall(asked, resource))


@cache
def _lines() -> dict[tuple[str, str, bool], tuple[frozenset[str], frozenset[str]]]:
    return {(line.role, line.purpose, line.case): (line.reads, line.writes) for line in load()[0]}


def _wall(asked: MayIn, resource: Resource) -> Literal["", "read", "write"]:
    reads, writes = _lines().get((asked.role, asked.purpose, asked.case), (frozenset(), frozenset()))
    return "write" if resource in writes else "read" if resource in reads else ""
