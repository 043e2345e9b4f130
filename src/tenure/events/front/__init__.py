"""Take events in, over HTTP and without Django."""
