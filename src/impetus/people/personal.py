"""What is held of people with an account: their account, their contact, and where they were signed in."""

from typing import Final

from impetus.contracts.personal import Personal
from impetus.people import personal_repository
from impetus.storage.personal_repository import TextRows

PERSONAL: Final[list[Personal]] = [
    TextRows(
        kind="account",
        names={"en": "Account", "it": "Account", "nb": "Konto"},
        table="person",
        texts=("name", "login", "initials"),
        at="created_at",
        about="role",
        kept=personal_repository.in_use,
    ),
    TextRows(
        kind="contact",
        names={"en": "Contact of an account", "it": "Contatto di un account", "nb": "Kontakt for en konto"},
        table="contact",
        texts=("email",),
        id="person",
        at="changed_at",
        about="(SELECT p.name FROM person p WHERE p.agency_id = contact.agency_id AND p.id = contact.person)",
    ),
    TextRows(
        kind="invitation",
        names={"en": "Invitation", "it": "Invito", "nb": "Invitasjon"},
        table="setup_link",
        texts=("name",),
        at="created_at",
        about="kind",
    ),
]
