"""What the stream says of each customer now: traits, later segments, stages and scores."""
