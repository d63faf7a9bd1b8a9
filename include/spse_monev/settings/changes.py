"""Who decides on change requests, how long each step may wait, and what is approved in advance."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PositiveInt

from spse_monev.settings.model import Model

# Names as Airflow knows them.
UserName = Annotated[str, Field(min_length=1, max_length=250)]
RoleName = UserName
RuleId = Annotated[str, Field(pattern=r"^[A-Z]\d{2,3}$")]


class Respondents(Model):
    """Who may answer for one of the SOP's executors; nobody else can, not even an administrator of Airflow."""

    users: frozenset[UserName] = frozenset()
    roles: frozenset[RoleName] = frozenset()


class People(Model):
    """The SOP's executors as users and roles of Airflow; the defaults are roles of the FAB auth manager."""

    administrator: Respondents = Respondents(roles=frozenset({"Administrator LPSE"}))
    change_manager: Respondents = Respondents(roles=frozenset({"Pengelola Perubahan"}))
    head: Respondents = Respondents(roles=frozenset({"Kepala LPSE"}))


class StepDays(Model):
    """Working days (Monday to Friday) that each step may wait for its answer; None: no limit.

    The SOP gives none for waiting; step 6 is 'N/A' there, so that what belongs to it has a reminder only.
    """

    review: PositiveInt | None = 2
    approval: PositiveInt | None = 2
    consultation: PositiveInt | None = 5
    lowering: PositiveInt | None = 2
    assistance: PositiveInt | None = None
    assistance_result: PositiveInt | None = None
    proposal: PositiveInt | None = None
    proposal_result: PositiveInt | None = None
    execution: PositiveInt | None = 10
    late_approval: PositiveInt | None = 2
    rollback: PositiveInt | None = 2


class ChangeRequests(Model):
    """How the site deals with change requests."""

    people: People = People()
    own_approval: bool = False  # whether the head may approve a request that he or she proposed
    step_days: StepDays = StepDays()
    reminder_days: PositiveInt = 2  # after which the daily run reminds of an unanswered step, again and again
    proposer: Literal["administrator", "change_manager"] = "administrator"  # of a proposal of an activity (reading 7)
    preapproved: tuple[RuleId, ...] = ()  # rules whose minor changes are standard: no review, no approval
