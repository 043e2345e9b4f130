"""Templates, the send gate, the outbox, channels and the built-in mail catcher."""
