"""Incidents in a person's language, and no more of them than the database let through."""

from collections.abc import Container, Mapping, Sequence
from datetime import datetime, timedelta

from impetus.alerts.render import Catalogue, alert_out, in_locale
from impetus.alerts.service import Shown
from impetus.incidents import goals
from impetus.incidents.files import PICTURES
from impetus.incidents.records import Entry, Evidence, Figures, Incident, Link, Lock, Names, Share, Sub, Task
from impetus.incidents.schemas import (
    AgencyRef,
    AttachmentOut,
    EntryOut,
    EvidenceOut,
    IncidentAlertOut,
    IncidentDetailOut,
    IncidentOut,
    IncidentPermissions,
    IncidentShareOut,
    LockOut,
    MentionOut,
    MergeOut,
    PlaceOut,
    StageOut,
    SubOut,
    SuggestionOut,
    TaskOut,
    Who,
)
from impetus.incidents.sentences import state_of, why_related
from impetus.incidents.service import Listed, Whole
from impetus.incidents.words import PARTS, Part
from impetus.kit.masking import shown
from impetus.kit.times import as_datetime, iso, parse_iso
from impetus.people.access import Caller
from impetus.people.permissions import Permission


class View:
    """How a caller sees one incident: names of people and agencies."""

    def __init__(self, incident: Incident, names: Names, caller: Caller, partner: str | None = None) -> None:
        self.incident = incident
        self.names = names
        self.caller = caller
        self.partner = partner
        self.agencies: Mapping[str, str] = {sub.agency: sub.name for sub in incident.subs}

    def agency(self, id: str) -> AgencyRef:
        """An agency by name."""
        own = self.caller.session.agency_name if id == self.caller.agency else id
        return AgencyRef(id=id, name=self.agencies.get(id, own))

    def who(self, agency: str, person: str | None) -> Who | None:
        """Somebody; nameless where the agency shares no people. None for the platform itself."""
        if person is None:
            return None
        known = self.names.get((agency, person))
        if known is None:
            return Who(id=None, name=None, initials=None, agency=self.agency(agency))
        return Who(id=person, name=known[0], initials=known[1], agency=self.agency(agency))


def _iso(moment: datetime | None) -> str | None:
    return iso(moment) if moment is not None else None


def _since(value: object) -> str:
    return iso(parse_iso(value, field="since")) if isinstance(value, str) else iso(as_datetime(0))


def _sub(sub: Sub, view: View, figures: Figures, masked: bool) -> SubOut:
    open_, done = figures.tasks.get(sub.agency, (0, 0))
    return SubOut(
        id=sub.agency,
        name=sub.name,
        home=sub.agency == view.incident.home,
        stage=sub.stage,
        stages=[StageOut(stage=one["stage"], since=_since(one["since"])) for one in sub.stages],
        owner=view.who(sub.agency, sub.owner),
        joined_at=iso(sub.joined_at),
        acknowledged_at=_iso(sub.acknowledged_at),
        dispatched_at=_iso(sub.dispatched_at),
        closed_at=_iso(sub.closed_at),
        closed=sub.closed_at is not None,
        close_reason=shown(sub.close_reason, view.caller.locale),
        close_masked=masked and sub.agency == view.caller.agency,
        tasks_open=open_,
        tasks_done=done,
    )


def incident_out(incident: Incident, listed: Listed, caller: Caller) -> IncidentOut:
    """Return an incident as a list shows it."""
    figures = listed.figures[incident.id]
    view = View(incident, listed.names, caller)
    closing = incident.id in listed.closings
    subs = [_sub(sub, view, figures, closing) for sub in incident.taking_part]
    lead = incident.sub(incident.home)
    open_tasks = sum(counts[0] for counts in figures.tasks.values())
    closed = incident.closed_at
    place = incident.place
    working = [sub.name for sub in subs if not sub.closed]
    return IncidentOut(
        id=incident.id,
        number=f"I-{incident.number}",
        title=shown(incident.title, caller.locale),
        title_masked=incident.id in listed.masked,
        stage=lead.stage if lead else "collect",
        severity=incident.severity,
        agencies=subs,
        home=view.agency(incident.home),
        own=incident.home == caller.agency,
        partner=listed.partners.get(incident.partner, incident.partner) if incident.partner else None,
        owner=view.who(lead.agency, lead.owner) if lead else None,
        place=PlaceOut(name=place.name, latitude=place.latitude, longitude=place.longitude, area=place.area),
        opened_at=iso(incident.opened_at),
        closed_at=_iso(closed),
        alerts=figures.alerts,
        tasks_open=open_tasks,
        timers=goals.timers(incident, incident.sub(caller.agency), listed.settings, listed.now),
        sentence=state_of(figures.alerts, open_tasks, working, closed is not None, caller.locale),
        unread=figures.unread,
        merged_into=incident.merged_into,
        split_from=incident.split_from,
        updated_at=iso(incident.updated_at),
        version=incident.whole_version,
    )


def detail_out(whole: Whole, caller: Caller, catalogue: Catalogue) -> IncidentDetailOut:
    """Return an incident with everything but its lists."""
    incident, listed = whole.listed.incidents[0], whole.listed
    view = View(incident, listed.names, caller)
    plain = Shown(alerts=[], records={}, names={}, seen={})
    own = {alert.id: alert for alert in whole.own.alerts}
    held = []
    for one in whole.held:
        shown = (own[one.alert], whole.own) if one.alert in own else (one.summary(), plain)
        held.append(
            IncidentAlertOut(
                alert=alert_out(shown[0], shown[1], catalogue, caller.locale),
                agency=view.agency(one.agency),
                added_at=iso(one.added_at),
                added_by=view.who(one.added_agency, one.added_by),
            )
        )
    suggestions = [
        SuggestionOut(
            alert=alert_out(one.alert, whole.suggested, catalogue, caller.locale),
            reason=why_related(one.reason, caller.locale),
            rules=one.rules,
            metres=one.metres,
            seconds=one.seconds,
            group=one.group,
        )
        for one in whole.suggestions
    ]
    return IncidentDetailOut(
        **incident_out(incident, listed, caller).model_dump(),
        alert_list=held,
        suggestions=suggestions,
        shares=[share_out(one, view) for one in whole.shares],
        people=[who for agency, person in listed.names if (who := view.who(agency, person))],
        permissions=_permissions(incident, whole.shares, caller),
        merged=[_link(one, whole.numbers, view) for one in whole.links],
        federated=whole.federated,
    )


def _permissions(incident: Incident, shares: Sequence[Share], caller: Caller) -> IncidentPermissions:
    home = incident.home == caller.agency
    parts: list[Part] = list(PARTS) if home else []
    for one in shares:
        if one.guest == caller.agency and one.revoked_at is None:
            parts = one.parts
    lead = caller.may(Permission.LEAD_INCIDENTS)
    sub = incident.sub(caller.agency)
    return IncidentPermissions(
        write=caller.may(Permission.WORK_INCIDENTS),
        lead=lead,
        share=lead and home,
        lock=lead,
        close=lead and sub is not None and sub.closed_at is None,
        parts=parts,
    )


def share_out(share: Share, view: View) -> IncidentShareOut:
    """Return what another agency may see."""
    return IncidentShareOut(
        agency=AgencyRef(id=share.guest, name=share.guest_name),
        parts=share.parts,
        rule=share.rule,
        reason=share.reason,
        by=view.who(share.home, share.by_person),
        at=iso(share.at),
        revoked_at=_iso(share.revoked_at),
    )


def _link(link: Link, numbers: Mapping[str, str], view: View) -> MergeOut:
    return MergeOut(
        id=link.id,
        kind="merge" if link.kind == "merge" else "split",
        source=link.source,
        source_number=numbers.get(link.source, ""),
        target=link.target,
        target_number=numbers.get(link.target, ""),
        by=view.who(view.incident.home, link.by_person),
        at=iso(link.at),
        undone_at=_iso(link.undone_at),
    )


def entry_out(
    entry: Entry, attached: Mapping[str, Sequence[Evidence]], view: View, masked: Container[str] = (),
    seen: Mapping[str, str] | None = None,
) -> EntryOut:  # fmt: skip
    """Return a line of a timeline; `seen` are originals that their author still sees."""
    author = view.who(entry.agency, entry.person)
    if entry.by_name:
        author = Who(id=None, name=entry.by_name, initials=None, agency=AgencyRef(id="", name=view.partner or ""))
    return EntryOut(
        id=entry.id,
        incident=entry.incident,
        side=entry.side,
        at=iso(entry.at),
        written_at=iso(entry.written_at),
        kind=entry.kind,
        text=(seen or {}).get(entry.id) or shown(entry.text.in_(view.caller.locale), view.caller.locale),
        masked=entry.id in masked,
        author=author,
        mentions=[_mention(one, entry.agency, view) for one in entry.mentions],
        attachments=[
            AttachmentOut(
                id=one.id,
                name=shown(one.name, view.caller.locale),
                media_type=one.media_type,
                size=one.size,
                picture=one.media_type in PICTURES,
                masked=one.id in masked,
            )
            for one in attached.get(entry.id, ())
        ],
        audience="own" if entry.audience == "own" else "all",
        system=entry.system,
        mine=entry.agency == view.caller.agency and entry.person == view.caller.person.id,
        link=entry.link,
    )


def _mention(mention: Mapping[str, str], agency: str, view: View) -> MentionOut:
    if mention["kind"] == "agency":
        return MentionOut(kind="agency", id=mention["id"], name=view.agency(mention["id"]).name)
    known = view.names.get((mention.get("agency", agency), mention["id"]))
    return MentionOut(kind="person", id=mention["id"] if known else "", name=known[0] if known else "")


def task_out(
    task: Task, view: View, now: datetime, masked: Container[str] = (), seen: Mapping[str, str] | None = None
) -> TaskOut:
    """Return a task; `seen` are originals that their author still sees."""
    return TaskOut(
        id=task.id,
        incident=task.incident,
        text=(seen or {}).get(task.id) or shown(task.text, view.caller.locale),
        masked=task.id in masked,
        agency=view.agency(task.for_agency),
        owner=view.who(task.for_agency, task.owner),
        state=task.state,
        due_at=_iso(task.due_at),
        over=task.due_at is not None and task.state in ("open", "doing") and now > task.due_at,
        made_at=iso(task.made_at),
        made_by=view.who(task.agency, task.made_by),
        changed_at=iso(task.changed_at),
        reason=shown(task.reason, view.caller.locale),
        audience="own" if task.audience == "own" else "all",
        version=task.version,
    )


def evidence_out(
    piece: Evidence, locks: Sequence[Lock], view: View, days: int, masked: Container[str] = ()
) -> EvidenceOut:
    """Return a piece of evidence; what a tool showed comes in the caller's language."""
    locale = view.caller.locale
    closed = view.incident.closed_at
    kept = [
        LockOut(
            agency=view.agency(one.agency), by=view.who(one.agency, one.by_person), reason=one.reason, at=iso(one.at)
        )
        for one in locks
    ]
    return EvidenceOut(
        id=piece.id,
        incident=piece.incident,
        kind=piece.kind,
        title=shown(piece.title.in_(locale), locale),
        name=shown(piece.name, locale),
        media_type=piece.media_type,
        picture=piece.media_type in PICTURES and piece.deleted_at is None,
        masked=piece.id in masked,
        size=piece.size,
        sha256=piece.sha256,
        alert=piece.alert,
        content=in_locale(piece.content, locale) if piece.content is not None else None,
        by=view.who(piece.agency, piece.by_person),
        at=iso(piece.at),
        audience="own" if piece.audience == "own" else "all",
        kept=bool(locks),
        locks=kept,
        keep_until=iso(closed + timedelta(days=days)) if closed is not None and not locks else None,
        deleted_at=_iso(piece.deleted_at),
    )
