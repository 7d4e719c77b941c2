"""HTTP: requests become calls of services, what these return becomes JSON and pages. No policy lives here."""
