"""The whole country in the demo, written in bulk: three years of training of 460,000 people."""
