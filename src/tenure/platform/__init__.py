"""What every room stands on: workspaces, users, keys, clock, recorded events, effects."""
