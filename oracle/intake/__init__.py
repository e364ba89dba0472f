"""device -> accepted readings; what is not accepted is kept, with its reason."""
