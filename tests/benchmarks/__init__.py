"""Measurements, not tests: `nox -s bench` prints them. Quote ratios; absolute times belong to a machine."""
