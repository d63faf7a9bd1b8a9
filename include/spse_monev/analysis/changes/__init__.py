"""How a change request moves (SOP steps 5 and 6): which step asks what of whom, and where each answer leads.

>>> answer = read_answer(site, request, "Setuju", {"jadwal": "2026-11-30", "pelaksana": "Administrator"}, now)
>>> advance(request, EventKind.ANSWERED, answer, now).state
<ChangeState.EXECUTION: 'execution'>
"""

from spse_monev.analysis.changes.answers import AnswerError, read_answer, read_proposal
from spse_monev.analysis.changes.chain import broken_links, event_hash
from spse_monev.analysis.changes.forms import FORMS, PROPOSAL_FIELDS, Field, Form
from spse_monev.analysis.changes.respondents import EXCEPT, may_answer, respondents
from spse_monev.analysis.changes.workflow import SUCCESSORS, advance, replay, submission

__all__ = [
    "EXCEPT",
    "FORMS",
    "PROPOSAL_FIELDS",
    "SUCCESSORS",
    "AnswerError",
    "Field",
    "Form",
    "advance",
    "broken_links",
    "event_hash",
    "may_answer",
    "read_answer",
    "read_proposal",
    "replay",
    "respondents",
    "submission",
]
