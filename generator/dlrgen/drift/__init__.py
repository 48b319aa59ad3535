"""What a vendor's page says now, against what the spec took from it."""
