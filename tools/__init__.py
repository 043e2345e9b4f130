"""Tools that build, check and describe the house."""
