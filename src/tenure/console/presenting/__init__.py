"""Put numbers, values and frames into the words, links and drawings of a page."""
