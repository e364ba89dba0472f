"""What a party does at the desk: calls planned, simulated, signed, sent and read back."""
