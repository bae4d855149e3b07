"""Certificates: numbered, frozen, printed, and verified by anyone."""
