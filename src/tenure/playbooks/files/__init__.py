"""A workspace's definitions as files in a folder."""
