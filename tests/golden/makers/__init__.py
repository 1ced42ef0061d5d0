"""What turns the rows of cases.py into committed JSON: one module a subject."""
