"""Questions with known answers, metrics, reports and benchmarks."""
