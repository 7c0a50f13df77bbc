"""People: accounts, sessions, permissions. No account and no password exists until somebody makes one."""
