"""What every migration needs to make tables that are closed by agency and purpose."""

from collections.abc import Iterable, Mapping
from typing import Final

from alembic import op

READ, ADD, CHANGE, FULL = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE"
AGENCY: Final = "nullif(current_setting('impetus.agency', true), '')"
PURPOSE: Final = "nullif(current_setting('impetus.purpose', true), '')"
OWN: Final = f"agency_id = {AGENCY} AND {PURPOSE} IS NOT NULL"


def closed_table(name: str, columns: str, *, server: str = "", worker: str = "") -> None:
    """Make a table with `agency_id text NOT NULL` before `columns`, forced row-level security and grants.

    `server` and `worker` are the rights of the two roles, one of READ, ADD, CHANGE, FULL or "" for none.
    """
    op.execute(f"CREATE TABLE {name} (agency_id text NOT NULL, {columns})")
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_agency ON {name} USING ({OWN}) WITH CHECK ({OWN})")
    for role, rights in (("impetus_server", server), ("impetus_worker", worker)):
        if rights:
            op.execute(f"GRANT {rights} ON {name} TO {role}")


def closed_tables(tables: Mapping[str, str], grants: Mapping[str, tuple[str, str]]) -> None:
    """Make several; `grants` gives (server, worker) of each."""
    for name, columns in tables.items():
        server, worker = grants[name]
        closed_table(name, columns, server=server, worker=worker)


def run(statements: Iterable[str]) -> None:
    """Execute statements in order."""
    for statement in statements:
        op.execute(statement)


def cross_agency(purpose: str, duties: Iterable[tuple[str, str]]) -> None:
    """Let a named purpose of the platform span agencies: `duties` are (table, command)."""
    for table, command in duties:
        name = f"{purpose.replace('.', '_')}_{command.lower()}"
        op.execute(f"CREATE POLICY {name} ON {table} FOR {command} USING ({PURPOSE} = '{purpose}')")


def wall(table: str, read: str, write: str | None = None, *, own: str = "false") -> None:
    """Put a table behind the second wall: `read` and `write` are classes of resources (`write` is `read`'s without).

    An empty class is no wall. A class may be followed by `.read`, so that who reads may write as well (marks of
    having seen something). `own` is a condition on the row that passes the wall, such as a person's own row.
    Row-level security asks `wall_allows` once a query, not once a row.
    """

    def allows(of: str, act: str) -> str:
        name, _, other = of.partition(".")
        return f"((SELECT wall_allows('{name}', '{other or act}')) OR {own})"

    reads, writes = allows(read, "read"), allows(read if write is None else write, "write")
    if read:
        op.execute(f"CREATE POLICY wall_read ON {table} AS RESTRICTIVE FOR SELECT USING ({reads})")
    if write == "":
        return
    op.execute(f"CREATE POLICY wall_add ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({writes})")
    op.execute(f"CREATE POLICY wall_change ON {table} AS RESTRICTIVE FOR UPDATE USING ({writes}) WITH CHECK ({writes})")
    op.execute(f"CREATE POLICY wall_remove ON {table} AS RESTRICTIVE FOR DELETE USING ({writes})")
