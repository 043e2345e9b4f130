"""Text messages over any gateway that takes HTTP."""
