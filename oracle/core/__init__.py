"""What every stage agrees on: units, records, bytes, errors. Imports nothing of ours."""
