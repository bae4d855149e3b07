"""Signs that a result should be looked at again: facts side by side, never a verdict."""
