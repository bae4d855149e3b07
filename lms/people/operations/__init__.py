"""Verbs that change people: entering them, and keeping the roster true."""
