"""A step of a change request at which Airflow waits for a person, and follows that person's answer.

The register of change requests, not Airflow, knows where a request stands: a step that it does not wait at is skipped,
and an answer counts once it is in the register.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.providers.common.compat.sdk import BranchMixIn
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import Asset, ExceptionRetryPolicy, Param, RetryAction, RetryRule
from airflow.sdk.definitions.param import ParamsDict
from airflow.sdk.exceptions import AirflowException, AirflowSkipException

import site_dags
from airflow_connections import AirflowConnections
from report_link import RunFilesLink, files_extra, pages_url
from spse_monev.analysis.changes import FORMS, Field
from spse_monev.changes import ChangeState
from spse_monev.facts import Artifact
from spse_monev.settings import Site, artifacts_folder, find_site, read_sites

CHANGES = "spse_change_request"  # the DAG, by its name for the default site
CLOSE = "close_request"
# The task of each step: what is done there.
TASK_IDS = {
    ChangeState.REVIEW: "review_request",
    ChangeState.APPROVAL: "approve_request",
    ChangeState.CONSULTATION: "record_consultation",
    ChangeState.LOWERING: "lower_class",
    ChangeState.ASSISTANCE: "send_assistance_request",
    ChangeState.ASSISTANCE_RESULT: "record_assistance",
    ChangeState.PROPOSAL: "send_proposal",
    ChangeState.PROPOSAL_RESULT: "record_proposal_result",
    ChangeState.EXECUTION: "carry_out_change",
    ChangeState.LATE_APPROVAL: "approve_afterwards",
    ChangeState.ROLLBACK: "roll_back_change",
}
# What cannot be used is refused before it comes here (see `answer_check`); what slips through is asked again soon.
TRIES = 100
_AGAIN = timedelta(seconds=1)


class AskAgainError(AirflowException):  # type: ignore[misc]  # Airflow tells no types of it
    """The step has to be asked again: the answer could not be used."""


def site_of(dag_id: str) -> Site | None:
    """The site whose change requests a DAG has; None if there is none."""
    return next((site for site in read_sites()[0].values() if site_dags.dag_id(CHANGES, site) == dag_id), None)


def task_of(state: ChangeState) -> str:
    """The task that comes next when a request stands at `state`."""
    return CLOSE if state.is_end else TASK_IDS[state]


def documents_extra(number: str, written: Iterable[Artifact]) -> dict[str, Any]:
    """What the event of the documents' asset says: whose they are, and which were written; none if nothing was new."""
    return {"number": number, **files_extra(written)}


class DecisionOperator(HITLOperator, BranchMixIn):  # type: ignore[misc]  # nor of these
    """Asks the form of one step; the run's id is the request's number.

    Whoever may answer is checked by Airflow's auth manager (see `auth_managers`).
    """

    inherits_from_skipmixin = True
    # Nothing of a request is a template, whatever a log made it say.
    template_fields: Collection[str] = ()
    operator_extra_links = (RunFilesLink(),)

    def __init__(self, *, site_key: str, step: ChangeState, documents: Asset, **kwargs: Any) -> None:
        form = FORMS[step]
        super().__init__(
            subject=form.subject,
            options=list(form.choices),
            params=form_params((field, None) for field in form.fields),
            # A person takes days: the register of deviations watches the limit of a step, and nothing is decided by it.
            execution_timeout=None,
            retries=TRIES,
            retry_policy=ExceptionRetryPolicy(
                rules=[RetryRule(exception=AskAgainError, action=RetryAction.RETRY, retry_delay=_AGAIN)]
            ),
            outlets=[documents],
            **kwargs,
        )
        self.site_key = site_key
        self.step = step
        self.documents = documents

    def execute(self, context: Any) -> str:
        """Ask, unless somebody has answered already; skip if the request does not wait here."""
        from spse_monev import pipeline

        site, number, connections = find_site(self.site_key), context["run_id"], AirflowConnections()
        question = pipeline.ask_change(site, number, self.step, connections, f"{pages_url()}/berkas")
        if question is None:
            # The answer was entered, and the task ended before it could follow it.
            if (state := pipeline.state_after(site, number, self.step, connections)) is None:
                raise AirflowSkipException(f"Permohonan {number} tidak menunggu jawaban langkah ini.")
            return self._follow(context, state)
        self.subject, self.body = question.subject, question.body
        self.params = ParamsDict(form_params(question.fields))
        self.assigned_users = [{"id": entry, "name": entry} for entry in question.respondents]
        self._tell(site, number)
        return str(super().execute(context))

    def _tell(self, site: Site, number: str) -> None:
        """Tell those who are told of decisions; whatever comes of it, the question is asked.

        Before it is asked, since an answer within a second or two of the question is taken for a failure, and a
        message would bring just that. What was not told now, the daily run tells.
        """
        if not site.notifications.is_set:
            return
        try:
            from notification_channels import AirflowChannels
            from spse_monev.pipeline.notifications import tell_request

            problems = tell_request(site, number, AirflowConnections(), AirflowChannels()).problems
        except Exception:
            self.log.exception("Permohonan %s tidak dapat dikabarkan; DAG harian akan mencoba lagi", number)
        else:
            for problem in problems:
                self.log.warning("%s; DAG harian akan mencoba lagi", problem)

    def execute_complete(self, context: Any, event: dict[str, Any]) -> str:
        """Enter the answer and follow it; ask again if it cannot be used."""
        from spse_monev import pipeline
        from spse_monev.analysis.changes import AnswerError

        site, number, connections = find_site(self.site_key), context["run_id"], AirflowConnections()
        said_by = event["responded_by_user"]["name"]
        chosen: Sequence[str] = event["chosen_options"]
        try:
            state = pipeline.answer_change(
                site,
                number,
                self.step,
                ", ".join(chosen),
                event["params_input"] or {},
                said_by,
                connections,
                event["responded_at"],
            )
        except AnswerError as error:
            raise AskAgainError(f"Jawaban {said_by} belum dapat dipakai: {error}") from error
        return self._follow(context, state)

    def _follow(self, context: Any, state: ChangeState) -> str:
        """Fill the documents further and go where the answer leads."""
        from spse_monev import pipeline

        site = find_site(self.site_key)
        number: str = context["run_id"]
        written = pipeline.write_change_documents(
            site, number, AirflowConnections(), artifacts_folder(), datetime.now(UTC)
        )
        context["outlet_events"][self.documents].extra = documents_extra(number, written)
        self.do_branch(context, task_of(state))
        return state.value


def form_params(fields: Iterable[tuple[Field, str | None]]) -> dict[str, Param]:
    """Fields, each with what it shows at first, as Airflow's forms show them.

    Nothing is required there: what is depends on the choice, and Airflow does not check answers.
    """
    return {field.name: Param(value, **_schema(field)) for field, value in fields}


def _schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": ["null", "string"], "title": field.title, "description": _hint(field)}
    if field.choices is not None:
        # The page looks the label of the empty choice up by the name of its value.
        schema |= {"enum": [None, *field.choices], "values_display": {"null": "(pilih)", **field.choices}}
    elif field.is_date:
        schema["format"] = "date"
    elif field.lines > 1:
        schema["format"] = "multiline"
    return schema


def _hint(field: Field) -> str:
    needed = f"Wajib untuk: {', '.join(sorted(field.needed_for))}." if field.needed_for else ""
    return " ".join(part for part in (field.hint, needed) if part)
