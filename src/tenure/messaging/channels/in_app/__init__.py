"""Messages inside the product, kept here until a browser asks."""
