"""Fake vendors for tests: they behave as their specs say, in this process and without a network."""
