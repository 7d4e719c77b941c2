"""Use cases: what people do with the service, one transaction each."""
