"""See what the stream adds up to: cohorts, metrics, alerts, coverage, and where to start."""
