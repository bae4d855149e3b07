"""Writing modules: drafts, their pictures and recordings, review, publishing."""
