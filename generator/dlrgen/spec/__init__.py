"""Specs: strict YAML with positions, read into typed objects."""

VENDOR_FILE = "vendor.yaml"
"""The file that makes a folder a vendor's."""

CARRIERS = "carriers"
"""The folder, beside those of the vendors, whose tables belong to no vendor."""
