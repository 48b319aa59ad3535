"""Specs as OpenAPI 3.1, one document a vendor; what OpenAPI has no words for stands under `x-dlrkit-*` keys."""
