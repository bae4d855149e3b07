"""Long work beside the requests: rows say what is to be done, workers wake up and do it."""
