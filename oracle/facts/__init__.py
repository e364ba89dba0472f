"""Events folded into records and figures. Pure: the same events give the same figures."""
