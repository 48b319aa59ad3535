"""A first spec from a vendor's page: everything that it says, and a question for each thing that it does not say."""
