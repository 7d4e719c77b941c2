"""Records and policies: pure functions over frozen values. No clock, no database, no request reaches this package."""
