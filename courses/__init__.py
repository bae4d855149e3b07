"""Modules in frozen versions, their lessons, and how members learn them."""
