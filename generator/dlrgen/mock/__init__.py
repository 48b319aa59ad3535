"""Fake vendors made from specs and served on loopback, for clients in any language."""
