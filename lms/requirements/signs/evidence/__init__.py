"""The rows the rules judge: of one year, and only of people and classes within reach."""
