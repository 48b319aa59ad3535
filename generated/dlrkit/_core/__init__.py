"""The runtime that every generated vendor package shares. Its names are private to `dlrkit`."""
