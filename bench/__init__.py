"""Measurements of speed and memory. Never part of the tests: figures wander, ratios of one run do not. See README.md."""
