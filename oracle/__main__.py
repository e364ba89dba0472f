"""`python -m oracle` is `greentrace`."""

from oracle.cli import main

main()
