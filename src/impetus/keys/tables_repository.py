"""The tables of the keys' database: made and brought up to date by themselves, apart from the data's migrations.

Every step stands for ever; later ones are added. Rows are under row-level security by agency, like all others.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from impetus.storage.engine import asyncpg_url, translated

_OWN: Final = (
    "agency_id = nullif(current_setting('impetus.agency', true), '')"
    " AND nullif(current_setting('impetus.purpose', true), '') IS NOT NULL"
)
_LOCK: Final = 0x1A9E706


def _closed(table: str) -> tuple[str, ...]:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY own_agency ON {table} USING ({_OWN}) WITH CHECK ({_OWN})",
    )


STEPS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """CREATE TABLE data_key (
            agency_id text NOT NULL, id text NOT NULL, category text NOT NULL, scope text NOT NULL,
            generation integer NOT NULL DEFAULT 1, master text NOT NULL, wrapped bytea,
            created_at timestamptz NOT NULL, destroyed_at timestamptz, reason text NOT NULL DEFAULT '',
            receipt text NOT NULL DEFAULT '', PRIMARY KEY (agency_id, id),
            UNIQUE (agency_id, category, scope, generation),
            CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL)))""",
        "CREATE UNIQUE INDEX data_key_live ON data_key (agency_id, category, scope) WHERE wrapped IS NOT NULL",
        *_closed("data_key"),
        # what is destroyed stays destroyed, and stays in the list of what was destroyed
        """CREATE FUNCTION key_stays_destroyed() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'UPDATE' OR OLD.wrapped IS NULL OR (NEW.wrapped IS NOT NULL AND NEW.master = OLD.master) THEN
                RAISE EXCEPTION 'a key is only ever destroyed or wrapped anew' USING ERRCODE = 'insufficient_privilege';
            END IF;
            RETURN NEW;
        END $$""",
        "CREATE TRIGGER stays_destroyed BEFORE UPDATE OR DELETE ON data_key"
        " FOR EACH ROW EXECUTE FUNCTION key_stays_destroyed()",
        """CREATE TABLE deletion (
            agency_id text NOT NULL, id text NOT NULL, at timestamptz NOT NULL, receipt jsonb NOT NULL,
            PRIMARY KEY (agency_id, id))""",
        *_closed("deletion"),
        "CREATE TABLE deleted_unit (agency_id text NOT NULL, category text NOT NULL, unit text NOT NULL,"
        " receipt text NOT NULL, PRIMARY KEY (agency_id, category, unit))",
        *_closed("deleted_unit"),
    ),
)


async def migrate_keys(dsn: str) -> int:
    """Bring the keys' database up to date; return the step it is at. Several callers wait for each other."""
    engine = create_async_engine(asyncpg_url(dsn), poolclass=NullPool)
    try:
        with translated():
            async with engine.begin() as connection:
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                await connection.execute(text("CREATE TABLE IF NOT EXISTS key_step (step integer NOT NULL)"))
                done = int((await connection.execute(text("SELECT count(*) FROM key_step"))).scalar_one())
                for number, statements in enumerate(STEPS[done:], done + 1):
                    for statement in statements:
                        await connection.exec_driver_sql(statement)
                    await connection.execute(text("INSERT INTO key_step (step) VALUES (:step)"), {"step": number})
                return len(STEPS)
    finally:
        await engine.dispose()
