"""Acts on customers."""
