"""What each page in Airflow shows, read from the warehouse: one module a page, with its shapes.

Nothing here is written, and nothing is judged anew: a page says what was stored, and what was not.
"""
