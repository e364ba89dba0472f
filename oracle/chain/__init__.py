"""What the chain says and how to write to it: manifest, node, contracts, transactions."""
