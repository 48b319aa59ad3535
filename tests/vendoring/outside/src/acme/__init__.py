"""A package of somebody else's, with the copy two packages further in."""
