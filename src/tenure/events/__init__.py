"""The stream: what may be said, how it arrives, and where it is kept."""
