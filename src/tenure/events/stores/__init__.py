"""Places where the stream is kept, one folder for each engine."""
