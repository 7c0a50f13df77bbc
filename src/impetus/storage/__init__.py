"""PostgreSQL: engine, migrations, roles, the unit of work and the transactional outbox.

PostgreSQL is the truth: alerts, decisions, audit and configuration are committed here, and published from
the outbox. Every table carries `agency_id` under forced row-level security; the agency and the purpose are set
for each transaction by `storage.unit.UnitOfWork`, and nobody else commits.
"""
