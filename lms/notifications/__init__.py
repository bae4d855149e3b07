"""Reminders: who is written to today, why, in which words; the outbox on a page."""
