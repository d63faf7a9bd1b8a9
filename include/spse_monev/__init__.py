"""Monitoring and evaluation of SPSE, an LPSE's e-procurement application, without any knowledge of Airflow."""


def __getattr__(name: str) -> str:
    # Not at the top: importlib.metadata is a third of the time that a short command takes to start.
    if name == "__version__":
        from importlib.metadata import version

        return version("spse-monev")
    raise AttributeError(name)
