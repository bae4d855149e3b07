"""Pure decisions of a quiz: drawing, marking, and what follows from them."""
