"""What a silence covers, in words."""

from impetus.alerts.triage.facts import Scope
from impetus.model.kinds import REGISTER
from impetus.model.text import Text


def covers(scope: Scope) -> Text:
    """Return what a scope covers: all its parts must hold."""
    parts: list[tuple[str, str, str]] = []
    if scope.kind:
        known = REGISTER.get(scope.kind)
        title = known.title if known else Text(en=scope.kind)
        parts.append((title.in_("en"), title.in_("it"), title.in_("nb")))
    if scope.source:
        parts.append((f"from {scope.source}", f"da {scope.source}", f"fra {scope.source}"))
    if scope.tool:
        parts.append((f"of {scope.tool}", f"di {scope.tool}", f"av {scope.tool}"))
    if scope.signature:
        quoted = f"“{scope.signature}”"
        parts.append((quoted, quoted, quoted))
    if scope.area:
        metres = round(scope.area.metres)
        en, it, nb = ("a point", "un punto", "et punkt") if not scope.area.name else (scope.area.name,) * 3
        parts.append((f"within {metres} m of {en}", f"entro {metres} m da {it}", f"innen {metres} m fra {nb}"))
    if not scope.kind:
        parts.insert(0, ("Alerts", "Allarmi", "Varsler"))
    return Text(en=" ".join(p[0] for p in parts), it=" ".join(p[1] for p in parts), nb=" ".join(p[2] for p in parts))
