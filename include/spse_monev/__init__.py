"""Monitoring and evaluation of SPSE, an LPSE's e-procurement application, without any knowledge of Airflow."""

from importlib.metadata import version

__version__ = version("spse-monev")
