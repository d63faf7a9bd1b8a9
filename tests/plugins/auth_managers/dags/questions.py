"""A DAG that asks each question of the test at once; QUESTIONS has the entries of each as JSON."""

from __future__ import annotations

import json
import os

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import DAG

with DAG("questions", schedule=None):
    for name, entries in json.loads(os.environ["QUESTIONS"]).items():
        HITLOperator(
            task_id=name,
            subject="Setuju?",
            options=["Setuju", "Tolak"],
            assigned_users=[{"id": entry, "name": entry} for entry in entries],
        )
