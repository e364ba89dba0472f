"""Figures, their traces and the published files -> reader. Read-only."""
