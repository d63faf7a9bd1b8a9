"""The pages 'Laporan SPSE' in Airflow's own: what was found and written, to be read and downloaded."""
