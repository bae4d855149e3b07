"""Who must be trained in a year, who is, and the evidence for it."""
