"""Airflow's auth managers and one rule more: who may answer what is asked of people (`analysis.changes.respondents`).

Airflow keeps with each question a list of ids and asks the auth manager whether a user is among them. Its own managers
compare ids of users, so that with them nobody may answer ours; these look up whom the site names.
`AIRFLOW__CORE__AUTH_MANAGER=auth_managers.fab.SpseFabAuthManager` or `auth_managers.simple.SpseSimpleAuthManager`.
"""
