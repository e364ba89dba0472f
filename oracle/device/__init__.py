"""meter log -> signed segments: what runs beside, or stands in for, a meter."""
