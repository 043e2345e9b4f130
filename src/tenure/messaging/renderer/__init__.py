"""Write messages in a process that may be killed."""
