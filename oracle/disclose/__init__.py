"""Final events -> one document of figures, its renditions, and what goes on chain about it."""
