"""Keeping what was entered: the move between databases, backups, their check and their return.

Knows tables by their metadata only, no domain.
"""
