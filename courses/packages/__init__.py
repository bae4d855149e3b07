"""Modules as open packages: a ZIP of plain text files and media, out and in without loss."""
