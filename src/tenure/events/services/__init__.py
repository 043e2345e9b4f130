"""Acts of the stream."""
