"""The synthetic company: Moveo, a fitness subscription, which speaks to Tenure as any client does."""
