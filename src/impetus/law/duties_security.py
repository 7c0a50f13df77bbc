"""The rows of the table of duties that are about security: keys, separation, the audit log, evidence, backups."""

from typing import Final

from impetus.law.duty import Duty

SECURITY: Final[list[Duty]] = [
    Duty(
        "GDPR art. 32",
        "Measures of security are listed, and checked by program where that can be done",
        "impetus.law.assessments.measures",
        ("tests/law/assessments/test_endpoints.py::test_measures_are_checked_by_program",),
    ),
    Duty(
        "GDPR art. 25, 32",
        "What names or reaches a person in free text is masked by default (rules and lists; recall is measured)",
        "impetus.kit.masking",
        (
            "tests/kit/masking/test_find.py::test_texts_never_seen",
            "tests/kit/masking/test_find.py::test_what_is_planted_is_gone",
            "tests/alerts/test_veil.py::test_nobody_is_named",
        ),
    ),
    Duty(
        "GDPR art. 25, 32",
        "Persons who are planted wherever people and tools write turn up in no log, file, stream, export, event,"
        " message or backup, and in no other agency's view",
        "impetus.kit.fields, impetus.alerts.veil",
        (
            "tests/system/test_canaries.py::test_not_in_logs_files_and_streams",
            "tests/system/test_canaries.py::test_not_in_the_database_that_a_backup_holds",
            "tests/system/test_canaries.py::test_not_in_exports_and_reports",
            "tests/system/test_canaries.py::test_not_in_events_webhooks_and_status",
            "tests/system/test_canaries.py::test_not_shown_to_colleagues_the_other_agency_or_in_the_log",
        ),
    ),
    Duty(
        "GDPR art. 25, 32",
        "A picture is masked whole, without looking for people, and a file is opened under a grant alone",
        "impetus.kit.pictures",
        (
            "tests/kit/test_pictures.py::test_what_differs_in_detail_looks_the_same",
            "tests/law/grants/test_files.py::test_a_picture_is_seen_whole_under_a_grant_alone",
            "tests/law/grants/test_files.py::test_nothing_of_it_leaves_with_a_report",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(b), 25, 32",
        "An original is seen under a case, a purpose and a short grant that a second person allowed",
        "impetus.law.grants.service",
        ("tests/law/grants/test_stateful.py::test_self_approval_and_expired_grants_are_always_refused",),
    ),
    Duty(
        "GDPR art. 4(5), 25",
        "Pseudonyms of two tenants, projects or periods cannot be joined; a destroyed key makes none",
        "impetus.keys.pseudonymiser",
        (
            "tests/keys/test_pseudonymiser.py::test_unlinkable_across_tenants_projects_and_periods",
            "tests/keys/test_pseudonymiser.py::test_rotation_and_destruction",
        ),
    ),
    Duty(
        "GDPR art. 25, 32",
        "The index by which exact identifiers are found among what is masked joins no two tenants, projects or months,"
        " is read for a person's request alone, and leads to nobody once its key is destroyed",
        "impetus.keys.blind",
        (
            "tests/keys/test_blind.py::test_never_joined_over_tenants_projects_and_months",
            "tests/keys/test_blind.py::test_with_its_key_a_month_leads_to_nobody",
            "tests/law/rights/test_indexed.py::test_only_an_officer_at_a_request_reads_it",
            "tests/law/rights/test_indexed.py::test_a_list_of_numbers_is_not_tried_out",
        ),
    ),
    Duty(
        "LED art. 25; GDPR art. 5(2)",
        "Who did what, when, why, under which purpose and case and for whom stays as written: what is changed,"
        " deleted, added or cut is named",
        "impetus.audit.verify",
        (
            "tests/audit/test_chain.py::test_any_change_of_any_entry_is_named",
            "tests/audit/test_chain.py::test_any_flipped_byte_of_the_chain_and_any_deleted_row_is_named",
            "tests/audit/test_chain.py::test_a_cut_tail_or_an_old_backup_is_told_by_a_checkpoint",
            "tests/audit/test_chain.py::test_a_log_written_anew_without_the_key_is_told",
            "tests/kit/test_merkle.py::test_the_published_roots_are_reproduced",
        ),
    ),
    Duty(
        "GDPR art. 5(2), 32",
        "What was refused is written down too: who asked for what, under which purpose, and which policy forbids it",
        "impetus.people.refusals",
        (
            "tests/people/test_refusals.py::test_a_refusal_says_who_asked_what_why_and_which_policy_refused",
            "tests/people/test_refusals.py::test_the_same_again_is_counted_into_one_entry",
            "tests/people/test_refusals.py::test_no_loop_over_routes_fills_the_log",
        ),
    ),
    Duty(
        "LED art. 25; GDPR art. 5(2), 32(1)(b)",
        "A second party gets each signed checkpoint, in order and none left out, and what it keeps tells of a cut end",
        "impetus.channels.checkpoints, impetus.audit.task",
        (
            "tests/channels/test_checkpoints.py::test_each_is_taken_once_in_order_and_signed",
            "tests/channels/test_checkpoints.py::test_what_was_refused_is_sent_again_and_none_is_left_out",
            "tests/channels/test_checkpoints.py::test_what_the_second_party_keeps_tells_of_a_cut_end",
            "tests/audit/test_chain.py::test_checkpoints_go_to_the_second_party",
            "tests/cli/test_audit.py::test_a_whole_log",
        ),
    ),
    Duty(
        "GDPR art. 5(1)(e); LED art. 25",
        "After their period audit entries forget persons, and the chain still holds; what was emptied before its time,"
        " or past the law, is named; a restored backup forgets again",
        "impetus.audit.retained, impetus.audit.verify",
        (
            "tests/audit/test_forgotten.py::test_what_is_over_forgets_persons_and_the_chain_still_holds",
            "tests/audit/test_forgotten.py::test_whoever_empties_an_entry_past_the_law_is_named",
            "tests/audit/test_forgotten.py::test_a_deletion_that_leaves_less_than_a_year_excuses_nothing",
            "tests/audit/test_forgotten.py::test_nobody_has_entries_erased_before_their_time",
            "tests/audit/test_forgotten.py::test_a_locked_case_keeps_its_entries",
            "tests/audit/test_forgotten.py::test_a_restored_backup_forgets_them_again",
        ),
    ),
    Duty(
        "LED art. 25(1)",
        "Looking at personal data leaves a line in the log, on every route that shows some",
        "impetus.people.consulted",
        (
            "tests/people/test_consulted.py::test_each_route_that_reads_is_decided_on",
            "tests/people/test_consulted.py::test_each_look_leaves_a_line",
        ),
    ),
]
