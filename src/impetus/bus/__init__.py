"""The stream that observations and control travel in, and messages that nobody needs to keep: NATS."""
