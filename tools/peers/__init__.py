"""Measure peers at the work that Tenure's journeys do: one durable step that records a message.

They are no dependencies: install them beside Tenure, in a virtual environment of their own, and run
`python tools/peers/<peer>.py DATABASE_URL COUNT`. Each prints steps a second, from the first wish to the last row.
"""
