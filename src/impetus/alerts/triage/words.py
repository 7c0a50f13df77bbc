"""The sentences of triage, in the three languages. A reason is one sentence with its figures in it."""

from impetus.alerts.triage.facts import Reason, Silence
from impetus.model.text import Text


def _span(ms: float) -> tuple[str, str, str]:
    """Return a length of time in words: seconds, minutes or hours, whichever reads best."""
    seconds = max(0, round(ms / 1000))
    if seconds < 120:
        forms = ("1 second", "1 secondo", "1 sekund") if seconds == 1 else ("seconds", "secondi", "sekunder")
        number = seconds
    elif seconds < 7200:
        forms, number = ("minutes", "minuti", "minutter"), round(seconds / 60)
    else:
        forms, number = ("hours", "ore", "timer"), round(seconds / 3600)
    if seconds == 1:
        return forms
    return (f"{number} {forms[0]}", f"{number} {forms[1]}", f"{number} {forms[2]}")


def _metres(metres: float) -> str:
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{round(metres, -1) if metres >= 100 else metres:.0f} m"


def repeat(rule: str, count: int, since: int, hold: int, alert: str) -> Reason:
    """Held: the same again. `since` is the time since it was shown, `hold` the quiet it needs (ms)."""
    ago, quiet = _span(since), _span(hold)
    if rule == "chatter":
        text = Text(
            en=f"held because it came {count} times since it was shown {ago[0]} ago; new after {quiet[0]} of quiet",
            it=f"trattenuto perché giunto {count} volte da quando fu mostrato {ago[1]} fa;"
            f" nuovo dopo {quiet[1]} di quiete",
            nb=f"holdt tilbake fordi det er kommet {count} ganger siden det ble vist for {ago[2]} siden;"
            f" nytt etter {quiet[2]} stillhet",
        )
    else:
        text = Text(
            en=f"held because the same was shown {ago[0]} ago; new after {quiet[0]} of quiet",
            it=f"trattenuto perché lo stesso fu mostrato {ago[1]} fa; nuovo dopo {quiet[1]} di quiete",
            nb=f"holdt tilbake fordi det samme ble vist for {ago[2]} siden; nytt etter {quiet[2]} stillhet",
        )
    figures = {"count": float(count), "seconds": since / 1000, "hold_seconds": hold / 1000}
    return Reason(rule=rule, text=text, figures=figures, alert=alert)


def unshown_repeat(count: int, hold: int) -> Reason:
    """Held: the same again, of which the first was itself held."""
    quiet = _span(hold)
    text = Text(
        en=f"held because it came {count} times in a row; new after {quiet[0]} of quiet",
        it=f"trattenuto perché giunto {count} volte di seguito; nuovo dopo {quiet[1]} di quiete",
        nb=f"holdt tilbake fordi det kom {count} ganger på rad; nytt etter {quiet[2]} stillhet",
    )
    return Reason(rule="repeat", text=text, figures={"count": float(count), "hold_seconds": hold / 1000})


def habitual(habit: float, since: int) -> Reason:
    """Held: shown often of late, and something else was shown `since` ms ago."""
    times, ago = round(habit), _span(since)
    text = Text(
        en=f"held because its like was shown about {times} times of late and something else {ago[0]} ago",
        it=f"trattenuto perché mostrato di recente circa {times} volte e altro è stato mostrato {ago[1]} fa",
        nb=f"holdt tilbake fordi slikt er vist omtrent {times} ganger i det siste og noe annet for {ago[2]} siden",
    )
    return Reason(rule="habit", text=text, figures={"count": round(habit, 2), "seconds": since / 1000})


def part_of_group(since: int, title: str, alert: str) -> Reason:
    """Held: it stands under what was just shown."""
    ago = _span(since)
    text = Text(
        en=f"held because it is part of “{title}”, shown {ago[0]} before",
        it=f"trattenuto perché fa parte di «{title}», mostrato {ago[1]} prima",
        nb=f"holdt tilbake fordi det er del av «{title}», vist {ago[2]} før",
    )
    return Reason(rule="joined", text=text, figures={"seconds": since / 1000}, alert=alert)


def silenced(window: Silence) -> Reason:
    """Held: a person silenced it, or a maintenance window covers it."""
    if window.kind == "maintenance":
        text = Text(
            en=f"held during maintenance entered by {window.author}: {window.reason}",
            it=f"trattenuto durante la manutenzione inserita da {window.author}: {window.reason}",
            nb=f"holdt tilbake under vedlikehold lagt inn av {window.author}: {window.reason}",
        )
    else:
        text = Text(
            en=f"held because {window.author} silenced it: {window.reason}",
            it=f"trattenuto perché {window.author} l'ha silenziato: {window.reason}",
            nb=f"holdt tilbake fordi {window.author} dempet det: {window.reason}",
        )
    return Reason(rule=window.kind, text=text, window=window.id)


def storm(shown: int) -> Reason:
    """Held: the desk got as many as it can take."""
    text = Text(
        en=f"held because {shown} alerts were shown in the last ten minutes",
        it=f"trattenuto perché negli ultimi dieci minuti sono stati mostrati {shown} allarmi",
        nb=f"holdt tilbake fordi {shown} varsler ble vist de siste ti minuttene",
    )
    return Reason(rule="budget", text=text, figures={"count": float(shown)})


def awaiting(name: str, have: int, need: int, within: int) -> Reason:
    """Held: a condition has `have` of the `need` alerts it needs within `within` seconds."""
    span = _span(within * 1000)
    text = Text(
        en=f"held because “{name}” has {have} of {need} within {span[0]}",
        it=f"trattenuto perché «{name}» ne ha {have} su {need} entro {span[1]}",
        nb=f"holdt tilbake fordi «{name}» har {have} av {need} innen {span[2]}",
    )
    return Reason(rule="condition", text=text, figures={"count": float(have), "needed": float(need)})


def near(metres: float, since: int, title: str, alert: str) -> Reason:
    """Joined: near in place and time."""
    ago, far = _span(since), _metres(metres)
    text = Text(
        en=f"joined because {far} and {ago[0]} from “{title}”",
        it=f"unito perché a {far} e {ago[1]} da «{title}»",
        nb=f"slått sammen fordi {far} og {ago[2]} fra «{title}»",
    )
    return Reason(rule="place", text=text, figures={"metres": round(metres, 1), "seconds": since / 1000}, alert=alert)


def same_thing(since: int, title: str) -> Reason:
    """Joined: the same alert of the same source."""
    ago = _span(since)
    text = Text(
        en=f"joined because the same came {ago[0]} before (“{title}”)",
        it=f"unito perché lo stesso è giunto {ago[1]} prima («{title}»)",
        nb=f"slått sammen fordi det samme kom {ago[2]} før («{title}»)",
    )
    return Reason(rule="same", text=text, figures={"seconds": since / 1000})


def follows(rule: str, since: int, title: str, alert: str) -> Reason:
    """Joined: it followed within seconds, of the same source or family (`burst`), or by the same name (`name`)."""
    ago = _span(since)
    if rule == "name":
        text = Text(
            en=f"joined because the same came from another source {ago[0]} before (“{title}”)",
            it=f"unito perché lo stesso è giunto da un'altra sorgente {ago[1]} prima («{title}»)",
            nb=f"slått sammen fordi det samme kom fra en annen kilde {ago[2]} før («{title}»)",
        )
    else:
        text = Text(
            en=f"joined because it followed “{title}” after {ago[0]}",
            it=f"unito perché seguito a «{title}» dopo {ago[1]}",
            nb=f"slått sammen fordi det fulgte «{title}» etter {ago[2]}",
        )
    return Reason(rule=rule, text=text, figures={"seconds": since / 1000}, alert=alert)


def counted_together(name: str) -> Reason:
    """Joined: counted by the same condition."""
    text = Text(
        en=f"joined because both count towards “{name}”",
        it=f"unito perché entrambi contano per «{name}»",
        nb=f"slått sammen fordi begge teller mot «{name}»",
    )
    return Reason(rule="together", text=text)


_LEVELS = (
    ("info", "informativa", "info"),
    ("low", "bassa", "lav"),
    ("medium", "media", "middels"),
    ("high", "alta", "høy"),
    ("critical", "critica", "kritisk"),
)


def risen(before: int, now: int) -> Reason:
    """Shown: severity rose from rank `before` to rank `now`."""
    old, new = _LEVELS[before], _LEVELS[now]
    text = Text(
        en=f"shown because severity rose from {old[0]} to {new[0]}",
        it=f"mostrato perché la gravità è salita da {old[1]} a {new[1]}",
        nb=f"vist fordi alvorligheten steg fra {old[2]} til {new[2]}",
    )
    return Reason(rule="rise", text=text, figures={"before": float(before), "now": float(now)})


def met(name: str, count: int, within: int) -> Reason:
    """Shown: it completed a condition."""
    span = _span(within * 1000)
    text = Text(
        en=f"shown because “{name}” is met: {count} within {span[0]}",
        it=f"mostrato perché «{name}» è soddisfatta: {count} entro {span[1]}",
        nb=f"vist fordi «{name}» er oppfylt: {count} innen {span[2]}",
    )
    return Reason(rule="met", text=text, figures={"count": float(count)})


def ended(kind: str, window: str) -> Reason:
    """Shown: its silence or maintenance ended and it still goes on."""
    text = (
        Text(
            en="shown because it lasts beyond the end of maintenance",
            it="mostrato perché dura oltre la fine della manutenzione",
            nb="vist fordi det varer etter at vedlikeholdet er over",
        )
        if kind == "maintenance"
        else Text(
            en="shown because it lasts beyond the end of its silence",
            it="mostrato perché dura oltre la fine del silenzio",
            nb="vist fordi det varer etter at dempingen er over",
        )
    )
    return Reason(rule="ended", text=text, window=window)


def room(quiet: int) -> Reason:
    """Shown: nothing else was for `quiet` ms, and the budget has room."""
    span = _span(quiet)
    text = Text(
        en=f"shown because nothing else was for {span[0]}",
        it=f"mostrato perché nient'altro lo è stato per {span[1]}",
        nb=f"vist fordi ingenting annet er vist på {span[2]}",
    )
    return Reason(rule="room", text=text, figures={"seconds": quiet / 1000})


def lasting(since: int) -> Reason:
    """Shown again: high or critical, and shown last `since` ms ago."""
    ago = _span(since)
    text = Text(
        en=f"shown again because it lasts; last shown {ago[0]} ago",
        it=f"mostrato di nuovo perché dura; mostrato l'ultima volta {ago[1]} fa",
        nb=f"vist igjen fordi det varer; sist vist for {ago[2]} siden",
    )
    return Reason(rule="lasting", text=text, figures={"seconds": since / 1000})
