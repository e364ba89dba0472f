"""Recomputes a published disclosure from the chain and the evidence files, trusting nobody."""
