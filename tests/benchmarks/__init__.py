"""Measurements, not tests: `nox -s bench` makes them all in one run and writes generated/BENCHMARKS.md.

Quote ratios; absolute times belong to a machine. What is tested here is only that the page says what was measured.
"""
