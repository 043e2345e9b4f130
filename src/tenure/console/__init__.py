"""Pages for staff that join several rooms: overview, customers, messages, journeys."""
