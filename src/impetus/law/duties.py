"""What the law asks, what in the program answers it, and which tests prove it.

`python -m checks.duties` writes the table into docs/law.md. No row without a test that exists.
"""

from typing import Final

from impetus.law.duties_security import SECURITY
from impetus.law.duty import Duty
from impetus.policy.articles import unread

DUTIES: Final[list[Duty]] = [
    Duty(
        "AI Act art. 5(1)(c), 5(1)(d), 5(1)(f), 5(1)(g), 5(1)(h)",
        "No identification by body, no inferred emotions, no scoring or prediction of persons: none can be declared,"
        " brought in or started (wider than the article, which has exceptions and limits them to places and uses)",
        "checks/prohibited.py",
        (
            "tests/law/oversight/test_prohibited.py::test_the_checkout_holds_nothing_of_it",
            "tests/law/oversight/test_prohibited.py::test_unknown_capabilities_are_refused_at_start",
            "tests/law/oversight/test_prohibited.py::test_only_the_closed_list_can_be_declared",
        ),
    ),
    Duty(
        "AI Act art. 13(3)(b)",
        "A model says what it was measured at and where not to trust it, or is not loaded",
        "impetus.contracts.model_card",
        (
            "tests/contracts/test_model_card.py::test_a_model_that_is_not_as_its_card_says_is_not_loaded",
            "tests/contracts/test_model_card.py::test_every_kind_of_model_file_needs_a_card",
            "tests/toolbox/test_endpoints.py::test_what_was_measured_and_a_model_are_said_in_the_readers_language",
        ),
    ),
    Duty(
        "AI Act art. 14(4)(b)",
        "It shows where alerts are confirmed faster than anybody reads, by tool, never by person",
        "impetus.law.oversight.statistics",
        (
            "tests/law/oversight/test_statistics.py::test_shares_from_twenty_confirmations_on",
            "tests/law/oversight/test_statistics.py::test_nothing_is_counted_by_person",
        ),
    ),
    Duty(
        "AI Act art. 14(4)(e)",
        "An officer stops a tool in every worker, and only officers let it run again",
        "impetus.law.oversight.pauses",
        (
            "tests/law/oversight/test_pauses.py::test_every_replica_stops_and_none_takes_over",
            "tests/law/oversight/test_pauses.py::test_only_an_officer_or_administrator_lifts_it",
        ),
    ),
    Duty(
        "AI Act art. 14; GDPR art. 22",
        "Nothing goes out without the confirmation of a named person, for exactly that, given just now",
        "impetus.law.oversight.confirmations",
        (
            "tests/law/oversight/test_confirmations.py::test_every_way_out_is_marked_and_every_act_has_a_way",
            "tests/law/oversight/test_confirmations.py::test_no_way_out_without_a_confirmation",
            "tests/law/oversight/test_confirmations.py::test_the_database_itself_lets_nothing_out",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(e)",
        "What is kept has a period; it can be shortened, never lengthened past what was declared; what is over goes",
        "impetus.law.retention.sweep",
        (
            "tests/law/retention/test_endpoints.py::test_periods_are_shortened_and_never_lengthened",
            "tests/law/retention/test_sweep.py::test_what_is_over_goes_with_its_key",
            "tests/law/retention/test_sweep.py::test_a_lock_stops_the_clock",
            "tests/law/retention/test_retained.py::test_grants_go_and_a_case_after_its_last_grant",
            "tests/law/retention/test_retained.py::test_breaches_go_with_their_log",
            "tests/law/retention/test_retained.py::test_assessments_go_once_they_hold_no_more",
            "tests/history/test_expiry.py::test_days_that_are_over_go_with_their_keys",
            "tests/history/test_expiry.py::test_a_merged_month_is_written_anew_without_the_days",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(e), 17",
        "A restored backup, of the data or of the keys, brings nothing back that was deleted",
        "impetus.law.retention.ledger",
        (
            "tests/cli/test_backup.py::test_a_restored_backup_shows_nothing_that_was_deleted_since",
            "tests/law/retention/test_ledger.py::test_restored_rows_go_again_even_where_the_period_is_longer_now",
            "tests/law/retention/test_ledger.py::test_what_was_erased_by_name_is_erased_again",
            "tests/law/retention/test_ledger.py::test_restored_keys_are_destroyed_again",
            "tests/history/test_expiry.py::test_a_restored_backup_of_files_and_rows_shows_nothing_that_is_over",
        ),
    ),
    Duty(
        "GDPR art. 5(2)",
        "Every deletion leaves a receipt with what, when, why and which keys, which nobody can change",
        "impetus.law.retention.repository",
        (
            "tests/law/retention/test_sweep.py::test_receipts_are_never_changed",
            "tests/law/retention/test_endpoints.py::test_erasing_by_order_and_receipts",
        ),
    ),
    Duty(
        "GDPR art. 32(1)(a)",
        "Readings and evidence lie sealed on the disk, and their keys apart from them, never in one backup",
        "impetus.keys, impetus.kit.sealed_file",
        (
            "tests/storage/test_parquet.py::test_nothing_lies_on_the_disk_in_the_clear",
            "tests/incidents/test_evidence.py::test_files",
            "tests/kit/test_sealed_file.py::test_a_changed_byte_is_told",
            "tests/keys/test_store.py::test_keys_never_lie_with_the_data",
            "tests/keys/test_store.py::test_what_is_destroyed_opens_nothing_in_any_process",
            "tests/keys/test_store.py::test_without_its_master_key_the_database_of_keys_is_worth_nothing",
            "tests/cli/test_backup.py::test_data_and_keys_never_lie_in_one_place",
        ),
    ),
    Duty(
        "GDPR art. 12(3)",
        "A person is answered within a month, which is extended once, in time, with reasons they are told",
        "impetus.law.rights.deadlines",
        (
            "tests/law/rights/test_deadlines.py::test_the_last_day",
            "tests/law/rights/test_endpoints.py::test_more_time_is_taken_once_within_the_month_with_a_reason",
        ),
    ),
    Duty(
        "GDPR art. 15",
        "A person gets what is held of them, what is masked included, as a letter and as data",
        "impetus.law.rights.search",
        (
            "tests/law/rights/test_endpoints.py::test_access_gives_what_is_held_as_letter_and_as_data",
            "tests/law/rights/test_sealed.py::test_what_is_masked_is_found_given_mended_and_forgotten",
            "tests/law/rights/test_indexed.py::test_found_without_opening_the_others_and_gone_with_its_item",
            "tests/law/rights/test_personal.py::test_the_seam_holds_every_domain_with_persons",
        ),
    ),
    Duty(
        "GDPR art. 16, 18",
        "What is wrong is put right; what a person had restricted is marked, and nobody unmasks it until that is lifted"
        " (its masked text stays in sight of those who work with it)",
        "impetus.law.rights.search",
        (
            "tests/law/rights/test_endpoints.py::test_correction_and_restriction",
            "tests/law/grants/test_restricted.py::test_nobody_unmasks_what_is_restricted_until_it_is_lifted",
        ),
    ),
    Duty(
        "GDPR art. 17",
        "What is held of a person is erased, and what stays is named with its reason",
        "impetus.law.rights.search",
        (
            "tests/law/rights/test_endpoints.py::test_from_the_receipt_to_the_answer",
            "tests/law/rights/test_endpoints.py::test_an_account_in_use_is_kept_with_its_reason",
        ),
    ),
    Duty(
        "GDPR art. 33(1)",
        "The authority is told of a breach within 72 hours; later, with the reasons for the delay",
        "impetus.law.breaches.service",
        (
            "tests/law/breaches/test_endpoints.py::test_from_becoming_aware_to_the_end",
            "tests/law/breaches/test_endpoints.py::test_after_72_hours_the_reasons_for_the_delay_are_given",
        ),
    ),
    Duty(
        "GDPR art. 33(3), 33(5), 34",
        "A notice says what it must; what is unknown is named; not telling needs no risk and a reason that is kept",
        "impetus.law.breaches",
        (
            "tests/law/breaches/test_endpoints.py::test_from_becoming_aware_to_the_end",
            "tests/law/breaches/test_endpoints.py::test_not_telling_needs_no_risk_and_a_reason",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(b), LED art. 4(1)(b)",
        "A session acts for one declared purpose, and sees and does only what policies allow its role under it",
        "impetus.policy.engine",
        (
            "tests/policy/test_engine.py::test_role_purpose_resource_case_as_the_table_says",
            "tests/people/test_purposes.py::test_every_role_declares_what_the_table_says_and_gets_its_permissions",
            "tests/people/test_purposes.py::test_routes_refuse_what_the_table_refuses",
            "tests/server/test_events.py::test_a_purpose_that_does_not_see_the_city_is_not_told_of_it",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(c)",
        "An investigation sees something only under a case that stands; when the case ends, so does the sight",
        "impetus.people.purposes",
        (
            "tests/people/test_purposes.py::test_a_case_that_ends_shows_nothing_any_more",
            "tests/people/test_purposes.py::test_closing_a_case_shuts_out_those_under_it",
            "tests/policy/test_engine.py::test_forbid_beats_permit",
        ),
    ),
    Duty(
        "GDPR art. 25, 32",
        "The database refuses by role, purpose and case by itself, whatever the program asks of it",
        "impetus.storage.wall",
        (
            "tests/policy/test_wall.py::test_every_role_purpose_class_and_case_as_the_table_says",
            "tests/policy/test_wall.py::test_the_tables_themselves_are_behind_it",
            "tests/policy/test_wall.py::test_nobody_but_the_migrator_reads_or_moves_it",
        ),
    ),
    Duty(
        "GDPR art. 38(6)",
        "Who watches over decisions takes no part in them, and who runs the installation does not decide on unmasking",
        "src/impetus/policy/policies/separation.cedar",
        (
            "tests/policy/test_engine.py::test_administrators_never_decide_on_unmasking",
            "tests/people/test_permissions.py::test_oversight_never_acts",
        ),
    ),
    Duty(
        "GDPR art. 38(6)",
        "Who administers accounts makes no officer alone: an officer approves each further one; no group at a provider"
        " of accounts makes one",
        "impetus.people.officers",
        (
            "tests/people/test_directory.py::test_every_further_one_waits_for_an_officer",
            "tests/people/test_oidc.py::test_no_group_makes_an_officer",
        ),
    ),
    Duty(
        "AI Act art. 27(1)",
        "For tools of high risk the questions on fundamental rights are asked and answered before they run",
        "impetus.law.assessments.questions",
        ("tests/law/assessments/test_endpoints.py::test_nobody_both_advises_and_decides_and_nothing_is_accepted_half",),
    ),
    Duty(
        "GDPR art. 12, 13, 14",
        "Everybody reads, without a login, what runs, why, on what ground, where sensors are and whom to ask",
        "impetus.law.register.service",
        (
            "tests/law/register/test_endpoints.py::test_the_register_follows_what_runs_and_needs_no_login",
            "tests/system/test_oversight.py::test_everybody_reads_the_register",
            "tests/law/register/test_endpoints.py::test_nothing_personal_is_in_it",
        ),
    ),
    Duty(
        "GDPR art. 30",
        "The record of processing is made from what runs",
        "impetus.law.register.service",
        ("tests/law/register/test_endpoints.py::test_the_record_is_made_of_what_runs",),
    ),
    Duty(
        "GDPR art. 35(1)",
        "A tool that needs an assessment does not start without a valid one",
        "impetus.law.assessments.watch",
        ("tests/law/assessments/test_endpoints.py::test_a_tool_of_high_risk_does_not_start_without_one",),
    ),
    Duty(
        "GDPR art. 35(2)",
        "The data protection officer advises on it, and does not decide",
        "impetus.law.assessments.service",
        ("tests/law/assessments/test_endpoints.py::test_nobody_both_advises_and_decides_and_nothing_is_accepted_half",),
    ),
    Duty(
        "GDPR art. 35(11)",
        "An assessment is stale once what runs departs from it; after the grace the tool stops",
        "impetus.law.assessments.watch",
        (
            "tests/law/assessments/test_endpoints.py::test_a_setting_makes_it_stale_and_after_the_grace_the_tool_stops",
            "tests/system/test_stale.py::test_the_running_tool_is_stopped_and_register_and_record_follow",
            "tests/law/assessments/test_endpoints.py::test_what_runs_otherwise_than_was_written_is_not_accepted",
            "tests/law/assessments/test_endpoints.py::test_the_grace_is_the_agencys_own",
        ),
    ),
    *SECURITY,
]


def _mark(article: str) -> str:
    lacking = unread(article)
    return f" (not read: {', '.join(lacking)})" if lacking else ""


def table() -> str:
    """Return the rows as a Markdown table."""
    head = "| Article | Duty | Mechanism | Proved by |\n|---|---|---|---|\n"
    rows = (
        f"| {row.article}{_mark(row.article)} | {row.duty} | `{row.mechanism}` |"
        f" {', '.join(f'`{test}`' for test in row.tests)} |"
        for row in sorted(DUTIES)
    )
    return head + "\n".join(rows) + "\n"
