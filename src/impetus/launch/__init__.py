"""PostgreSQL and NATS as child processes of our own, and the supervisor that keeps a machine's set running."""
