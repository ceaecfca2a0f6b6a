"""To be written by its owner: what the words of this package mean."""
