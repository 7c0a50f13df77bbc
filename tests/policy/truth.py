"""Who may do what, written down by hand: not taken from the policies, which are compared with it.

One letter a role: A administrator, O operator, S supervisor, N analyst, I IT security, F field responder,
D data protection officer, E ethics officer, T trainer, B observer, V external advisor.
A line of ACTS is `permission roles`; after `/` stand those who may only with a case. What needs a grant needs it
besides. A line of DATA is `class readers writers`, with the same `/`.
"""

from typing import Final

LETTERS: Final = {
    "A": "administrator", "O": "operator", "S": "supervisor", "N": "analyst", "I": "it_security",
    "F": "field_responder", "D": "data_protection_officer", "E": "ethics_officer", "T": "trainer", "B": "observer",
    "V": "advisor",
}  # fmt: skip
EVERYBODY: Final = "".join(LETTERS)
NEEDS_GRANT: Final = {"see_unmasked"}

DECLARE: Final = {
    "urban_safety": "AOSNIFDETB",
    "investigation": "OSNI",
    "cyber_defence": "SNI",
    "administration": "ASI",
    "oversight": "DEV",
    "subject_rights": "D",
    "training": "AOSNIFTB",
}

ACTS: Final = {
    "urban_safety": """
        see_colleagues AOSNIFDETBV
        see_operations AOSNIFDETB
        see_incidents AOSNIFDETB
        see_procedures AOSNIFDETB
        see_tools AOSNIDETB
        see_sources AOSNIDETB
        see_shifts AOSNIDETB
        see_figures AOSNIDETB
        judge_alerts AOSNI
        ask_tools AOSNI
        silence AOSNI
        share_links AOSNI
        work_incidents AOSNIF
        export AOSNIDE
        see_cases AOSNI
        overrule AS
        set_triage AS
        lead_incidents AOS
        set_incidents AS
        manage_shifts AS
        warn_public AS
        assess AS
        see_oversight AS
        see_requests AS
        see_register_preview AS
        change_procedures AST
        set_clock AST
        see_audit ASDE
        change_tools ASI
        see_channels ASI
        change_sources AI
        manage_breaches AI
        manage_people A
        manage_channels A
        set_purposes A
        manage_retention A
        decide_assessment A
        pause_tools A
        open_cases ASN
        lock_evidence ASN
        ask_unmasking OSNI
        override_masking OSNI
        approve_unmasking S
        see_unmasked /OSNI
        """,
    "investigation": """
        see_colleagues AOSNIFDETBV
        see_cases OSNI
        open_cases SN
        see_operations /OSNI
        see_incidents /OSNI
        see_tools /OSNI
        see_procedures /OSNI
        see_figures /OSNI
        ask_tools /OSNI
        export /OSNI
        work_incidents /OSNI
        lock_evidence /SN
        ask_unmasking /OSNI
        approve_unmasking /S
        see_unmasked /OSNI
        """,
    "cyber_defence": """
        see_colleagues AOSNIFDETBV
        see_operations SNI
        see_incidents SNI
        see_procedures SNI
        see_tools SNI
        see_sources SNI
        see_shifts SNI
        see_figures SNI
        judge_alerts SNI
        silence SNI
        work_incidents SNI
        ask_tools SNI
        export SNI
        see_cases SNI
        overrule S
        lead_incidents S
        set_incidents S
        see_channels SI
        change_tools SI
        change_sources I
        manage_breaches I
        ask_unmasking SNI
        approve_unmasking S
        see_unmasked /SNI
        """,
    "administration": """
        see_colleagues AOSNIFDETBV
        see_tools ASI
        see_sources ASI
        see_channels ASI
        see_procedures AS
        see_shifts AS
        change_tools ASI
        change_sources AI
        change_procedures AS
        manage_shifts AS
        set_triage AS
        see_audit A
        see_oversight A
        see_requests A
        see_register_preview A
        see_cases A
        manage_channels A
        manage_people A
        set_clock A
        set_purposes A
        manage_retention A
        assess A
        decide_assessment A
        pause_tools A
        manage_breaches A
        """,
    "oversight": """
        see_colleagues AOSNIFDETBV
        see_operations DE
        see_incidents DE
        see_procedures DE
        see_sources DE
        see_shifts DE
        see_figures DE
        see_cases DE
        export DE
        see_tools DEV
        see_audit DEV
        see_oversight DEV
        see_requests DE
        approve_officers DE
        see_register_preview DEV
        advise_assessment DE
        review_override DE
        pause_tools DE
        approve_unmasking D
        manage_retention D
        lock_evidence D
        manage_breaches D
        """,
    "subject_rights": """
        see_colleagues AOSNIFDETBV
        manage_rights D
        see_operations D
        see_incidents D
        export D
        lock_evidence D
        see_audit D
        see_oversight D
        see_requests D
        see_cases D
        ask_unmasking D
        see_unmasked /D
        """,
    "training": """
        see_colleagues AOSNIFDETBV
        see_procedures AOSNIFTB
        see_tools AOSNITB
        set_clock T
        change_procedures T
        """,
}

DATA: Final = {
    "urban_safety": """
        person AOSNIFDETBV A
        alert AOSNIFDETB AOSNI
        evidence AOSNIFDETB -
        observation AOSNIFDETB -
        search AOSNIFDETB -
        sensor AOSNIFDETB AI
        source AOSNIFDETB AI
        tool AOSNIFDETB ASI
        figures AOSNIFDETB AOSNI
        shift AOSNIFDETB AS
        handover AOSNIDETB AOSNI
        incident AOSNIFDETB AOSNIF
        incident_evidence AOSNIFDETB AOSNIF
        procedure AOSNIFDETB AST
        channel ASI A
        warning AOSNIFDETB AS
        audit ASDE -
        grant AOSNI OSNI
        case AOSNI ASN
        unmasked_item /OSNI -
        key A/OSNI A
        assessment AOSNIDETB AS
        record AS AS
        register AS AS
        retention ASN ASN
        breach ASI AI
        policy AS A
        subject_request AS -
        """,
    "investigation": """
        person AOSNIFDETBV -
        case OSNI SN
        alert /OSNI -
        evidence /OSNI -
        observation /OSNI -
        search /OSNI -
        sensor /OSNI -
        source /OSNI -
        tool /OSNI -
        figures /OSNI -
        shift /OSNI -
        incident /OSNI /OSNI
        incident_evidence /OSNI /OSNI
        procedure /OSNI -
        grant /OSNI /OSNI
        unmasked_item /OSNI -
        key /OSNI -
        assessment /OSNI -
        retention /SN /SN
        warning /OSNI -
        """,
    "cyber_defence": """
        person AOSNIFDETBV -
        alert SNI SNI
        evidence SNI -
        observation SNI -
        search SNI -
        sensor SNI I
        source SNI I
        tool SNI SI
        figures SNI SNI
        shift SNI -
        handover SNI SNI
        incident SNI SNI
        incident_evidence SNI SNI
        procedure SNI -
        channel SI -
        warning SNI -
        case SNI -
        grant SNI SNI
        unmasked_item /SNI -
        key /SNI -
        assessment SNI -
        breach I I
        """,
    "administration": """
        person AOSNIFDETBV A
        tool ASI ASI
        sensor ASI AI
        source ASI AI
        channel ASI A
        warning ASI -
        procedure AS AS
        shift AS AS
        handover AS -
        audit A -
        case A -
        figures A -
        grant A -
        policy A A
        assessment ASI A
        record A A
        register A A
        retention A A
        key A A
        breach A A
        subject_request A -
        """,
    "oversight": """
        person AOSNIFDETBV -
        alert DE -
        evidence DE -
        observation DE -
        search DE -
        sensor DE -
        source DE -
        shift DE -
        handover DE -
        incident DE -
        incident_evidence DE D
        procedure DE -
        case DE -
        figures DEV -
        tool DEV DE
        audit DEV -
        grant DEV DE
        assessment DEV DE
        policy DEV -
        record DEV -
        register DEV -
        retention DEV D
        breach DEV D
        key D D
        subject_request DE -
        warning DE -
        """,
    "subject_rights": """
        person AOSNIFDETBV D
        alert D D
        evidence D -
        observation D -
        search D -
        sensor D -
        source D -
        tool D -
        figures D D
        shift D D
        handover D D
        incident D D
        incident_evidence D D
        case D -
        audit D -
        grant D D
        unmasked_item /D -
        key /D -
        assessment D -
        policy D -
        record D -
        register D -
        retention D D
        breach D -
        subject_request D D
        warning D -
        """,
    "training": """
        person AOSNIFDETBV -
        procedure AOSNIFTB T
        tool AOSNITB -
        assessment AOSNITB -
        """,
}


def _roles(cell: str, case: bool) -> set[str]:
    always, _, with_case = cell.replace("-", "").partition("/")
    return {LETTERS[letter] for letter in always + (with_case if case else "")}


def acts(purpose: str, case: bool) -> dict[str, set[str]]:
    """Roles by permission; permissions that nobody has are absent."""
    return {line.split()[0]: _roles(line.split()[1], case) for line in ACTS[purpose].strip().splitlines()}


def data(purpose: str, case: bool) -> dict[str, tuple[set[str], set[str]]]:
    """(readers, writers) by class of data."""
    lines = (line.split() for line in DATA[purpose].strip().splitlines())
    return {resource: (_roles(readers, case), _roles(writers, case)) for resource, readers, writers in lines}
