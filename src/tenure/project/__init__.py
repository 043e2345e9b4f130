"""Settings, wiring, processes and the command line."""
