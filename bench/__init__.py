"""Measures speed and weight. Figures and ratios, no thresholds: read docs/benchmarks.md."""
