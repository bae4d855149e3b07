"""Certificates as Open Badges 3.0: credentials a member may put into any wallet."""
