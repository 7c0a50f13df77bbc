"""Full-text search over what people read and write, in three languages, and the views they save.

Vectors are columns of the searched tables themselves: row-level security holds for them, and what is deleted is
gone from the search with the same statement. `translate` takes the place of the extension unaccent.
"""

from impetus.storage.migrations.closed import FULL, closed_table, run

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PLAIN = """
CREATE FUNCTION search_plain(given text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN translate(lower(given), 'àáâãäåèéêëìíîïòóôõöøùúûüçñæ', 'aaaaaaeeeeiiiioooooouuuucna')"""
# bodies of the SQL standard (RETURN): what they call is known to PostgreSQL, and comes first in a backup
_VECTOR = """
CREATE FUNCTION search_vector(title jsonb, body jsonb, other text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN setweight(to_tsvector('english', coalesce(title ->> 'en', '')), 'A')
        || setweight(to_tsvector('italian', coalesce(title ->> 'it', '')), 'A')
        || setweight(to_tsvector('norwegian', coalesce(title ->> 'nb', '')), 'A')
        || setweight(to_tsvector('english', coalesce(body ->> 'en', '')), 'B')
        || setweight(to_tsvector('italian', coalesce(body ->> 'it', '')), 'B')
        || setweight(to_tsvector('norwegian', coalesce(body ->> 'nb', '')), 'B')
        || setweight(to_tsvector('simple', search_plain(coalesce(title ->> 'en', '') || ' '
            || coalesce(title ->> 'it', '') || ' ' || coalesce(title ->> 'nb', '') || ' ' || other)), 'A')
        || setweight(to_tsvector('simple', search_plain(coalesce(body ->> 'en', '') || ' '
            || coalesce(body ->> 'it', '') || ' ' || coalesce(body ->> 'nb', ''))), 'C')"""
_WRITTEN = """
CREATE FUNCTION search_written(words text, other text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_vector(jsonb_build_object('en', words, 'it', words, 'nb', words), '{}'::jsonb, other)"""

VECTORS = {  # what a person wrote is taken as any of the three languages
    "alert": "search_vector(title, why, coalesce(place ->> 'name', '') || ' ' || subject || ' a' || number)",
    "incident": "search_written(title, coalesce(place ->> 'name', '') || ' i' || number)",
    "incident_entry": "search_vector('{}'::jsonb, text, coalesce(by_name, ''))",
    "incident_task": "search_written(text, '')",
}


def upgrade() -> None:
    """Add the vectors with their indexes, and the table of views."""
    run((_PLAIN, _VECTOR, _WRITTEN))
    for table, vector in VECTORS.items():
        run(
            (
                f"ALTER TABLE {table} ADD COLUMN words tsvector GENERATED ALWAYS AS ({vector}) STORED",
                f"CREATE INDEX {table}_words ON {table} USING gin (words)",
            )
        )
    closed_table(
        "saved_view",
        """id text NOT NULL, person text NOT NULL, screen text NOT NULL, name text NOT NULL, query jsonb NOT NULL,
        shared boolean NOT NULL DEFAULT false, made_at timestamptz NOT NULL, PRIMARY KEY (agency_id, id)""",
        server=FULL,
    )
    run(("CREATE UNIQUE INDEX saved_view_name ON saved_view (agency_id, person, screen, lower(name))",))


def downgrade() -> None:
    """Refuse: going back would destroy what people wrote."""
    raise RuntimeError("This migration cannot be taken back; restore a backup instead.")
