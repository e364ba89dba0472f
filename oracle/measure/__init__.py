"""accepted readings -> sealed batches, and impact under a named and versioned methodology."""
