"""Put a home and its database into one file, and back."""
