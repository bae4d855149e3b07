"""The seal of a year: who was on the roster, what they did, by which rule, and what follows."""
