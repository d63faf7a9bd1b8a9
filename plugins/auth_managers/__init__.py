"""Airflow's auth managers and one rule more: who may answer what is asked of people (`analysis.changes.respondents`).

Airflow keeps with each question a list of ids and asks the auth manager whether a user is among them. Its own managers
compare user ids, which are numbers with FAB, and know no roles there. These read the ids as the entries of a site:
`AIRFLOW__CORE__AUTH_MANAGER=auth_managers.fab.SpseFabAuthManager` or `auth_managers.simple.SpseSimpleAuthManager`.
"""
