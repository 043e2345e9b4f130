"""What a journey changed, said honestly: who was drawn into which arm, and what the arms did."""
