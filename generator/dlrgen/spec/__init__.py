"""Specs: strict YAML with positions, read into typed objects."""
