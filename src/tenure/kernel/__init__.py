"""Pure values all rooms share: errors, ids, clocks, events, text."""
