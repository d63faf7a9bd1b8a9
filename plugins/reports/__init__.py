"""What the office reads in Airflow's own pages: for now the one route by which documents are served."""
