"""The second wall around channels, contacts and messages, desks, duties and handovers, and triage's own state.

Who judges alerts takes desks over and writes for the next (class `handover`); the roster and the desks themselves stay
with those who arrange shifts. Everybody reads their own notices in the console, and marks their own as seen.
"""

from typing import Final

from impetus.storage.migrations.closed import run, wall

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BEHIND: Final = {
    "notice": "channel",
    "notify_position": "channel",
    "warning_feed": "source",
    "shift_setting": "shift",
    "duty": "handover",
    "handover": "handover",
    "handover_item": "handover",
    "shift_note": "handover",
    "owner_left": "handover",
    "triage_state": "tool",
}

_ME: Final = "substr(current_setting('impetus.actor', true), 8)"  # after `person:`
_READ, _WRITE = "(SELECT wall_allows('{0}', 'read'))", "(SELECT wall_allows('{0}', 'write'))"
_CHANNEL, _SHIFT = _WRITE.format("channel"), _WRITE.format("shift")
_CONSOLE: Final = (
    "person IS NULL AND EXISTS (SELECT 1 FROM channel c WHERE c.agency_id = delivery.agency_id"
    " AND c.id = delivery.channel AND c.type = 'console')"
)


def upgrade() -> None:
    """Put them behind it."""
    for table, of in BEHIND.items():
        wall(table, of)
    wall("contact", "channel", own=_WRITE.format("person"))  # whoever keeps accounts keeps how they are reached
    run(
        (
            # the register of what runs names the ways out there are; the console is everybody's, and holds no secret
            "CREATE POLICY wall_read ON channel AS RESTRICTIVE FOR SELECT"
            f" USING ({_READ.format('channel')} OR {_READ.format('register')} OR type = 'console')",
            *_writing("channel", _CHANNEL, _CHANNEL),
            "CREATE POLICY wall_read ON delivery AS RESTRICTIVE FOR SELECT"
            f" USING ({_READ.format('channel')} OR person = {_ME} OR ({_CONSOLE}))",
            *_writing("delivery", _CHANNEL, f"({_CHANNEL} OR person = {_ME})"),
            # the first desk, which owns what no other does, is there as soon as anybody looks for it
            f"CREATE POLICY wall_read ON desk AS RESTRICTIVE FOR SELECT USING ({_READ.format('shift')})",
            *_writing(
                "desk", f"({_SHIFT} OR ({_READ.format('shift')} AND kinds = '{{}}' AND made_by IS NULL))", _SHIFT
            ),
        )
    )


def _writing(table: str, add: str, change: str) -> tuple[str, str, str]:
    """Who adds a row, and who changes or removes one."""
    return (
        f"CREATE POLICY wall_add ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({add})",
        f"CREATE POLICY wall_change ON {table} AS RESTRICTIVE FOR UPDATE USING ({change}) WITH CHECK ({change})",
        f"CREATE POLICY wall_remove ON {table} AS RESTRICTIVE FOR DELETE USING ({change})",
    )


def downgrade() -> None:
    """Refuse: going back would open what is closed."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
