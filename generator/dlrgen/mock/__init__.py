"""Fake vendors made from specs: they verify signatures as the vendor would, and answer with the captured examples."""
