"""In-person classes and who attended them."""
