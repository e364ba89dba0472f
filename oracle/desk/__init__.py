"""Bond mathematics: calendars, schedules, accruals, prices. Pure; imports only oracle.core."""
