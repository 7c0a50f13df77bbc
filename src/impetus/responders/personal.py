"""What links for responders hold of persons: whom they were for, the order, and whom to call."""

from typing import Final

from impetus.contracts.personal import Personal
from impetus.storage.personal_repository import TextRows

PERSONAL: Final[list[Personal]] = [
    TextRows(
        kind="responder_link",
        names={"en": "Link for a responder", "it": "Link per un soccorritore", "nb": "Lenke til en innsatsperson"},
        table="responder_link",
        texts=("responder", "instruction", "phone", "by_name"),
        jsons=("shown",),
        at="made_at",
        about="(SELECT 'A-' || a.number FROM alert a WHERE a.agency_id = responder_link.agency_id"
        " AND a.id = responder_link.alert)",
    ),
]
