"""Vendors' captured pages: reading them, and what can be found in them."""

from __future__ import annotations

from dlrgen.spec.load import VendorSpec


def captured(vendor: VendorSpec, name: str) -> bytes | None:
    """The bytes of a captured file; none if the vendor's folder has no such file, or it cannot be read."""
    # The name comes from a spec: one with a NUL, too long for the file system, or a loop of links raises.
    try:
        path = vendor.captured(name)
        return None if path is None else path.read_bytes()
    except (OSError, ValueError, RuntimeError):
        return None
