# spse-monev in Airflow's own image: the packages of the lock, and the code, which the user of the image cannot change.
FROM apache/airflow:3.3.2-python3.12

USER root
# Volumes take over these folders with their owner.
RUN install -d -o airflow -g 0 -m 0775 /srv/spse-monev/artifacts /srv/spse-monev/kotak_masuk /opt/airflow/logs \
    && install -d -o airflow -g 0 -m 0755 /opt/spse-monev

USER airflow
WORKDIR /opt/spse-monev
# First what changes rarely, so that a new version of the code needs no new download.
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY include ./include
RUN pip install --no-cache-dir --no-deps --no-build-isolation --editable .
COPY dags ./dags
COPY plugins ./plugins
COPY deploy ./deploy

USER root
RUN chown -R root:0 /opt/spse-monev && chmod -R a+rX,go-w /opt/spse-monev
USER airflow
WORKDIR /opt/airflow
