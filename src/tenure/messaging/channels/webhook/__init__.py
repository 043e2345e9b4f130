"""Messages to another system, signed as Standard Webhooks."""
