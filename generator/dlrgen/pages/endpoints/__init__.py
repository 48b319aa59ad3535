"""Where in a page the description of each endpoint begins, and what it states of the call."""
