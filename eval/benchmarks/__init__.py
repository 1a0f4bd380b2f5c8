"""Benchmarks that need more than the shipped questions; run `python -m eval.benchmarks --help`."""
