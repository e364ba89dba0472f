"""Where the stages meet: tables, connections, and rows as records."""
