"""Every name, type, literal and signing step of the output, decided once."""
