"""Tell open pages what moved in their workspace."""
