"""Sealed batches become transactions, each of them once, whatever is killed when."""
