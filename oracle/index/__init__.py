"""Final logs of the chain become rows."""
