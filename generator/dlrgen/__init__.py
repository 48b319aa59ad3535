"""dlrgen turns the specs of SMS vendors' delivery-status APIs into the typed client `dlrkit`."""

__version__ = "0.1.0"
