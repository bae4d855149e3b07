"""Pages of coverage, of the years and of what is asked for."""
