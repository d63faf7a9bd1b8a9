"""What is kept, in PostgreSQL: the only reader of `include/sql/warehouse` and of the reports' queries.

>>> with psycopg.connect(conninfo) as connection:
...     warehouse = Warehouse(connection)
...     warehouse.store_reading("lpse_contoh", day, "log_basis_data", reading)
True

`days` keeps what was read of each day, `complaints` what came from the helpdesk, `deviations` what was not as the SOP
wants it, `changes` how change requests move, `step_runs` how long the steps took, and `pages` reads what the pages in
Airflow show.
"""

from spse_monev.warehouse.changes import UnknownRequestError
from spse_monev.warehouse.days import Warehouse
from spse_monev.warehouse.session import SQL_FOLDER

__all__ = ["SQL_FOLDER", "UnknownRequestError", "Warehouse"]
