"""Ways to reach a customer, one folder for each kind."""
