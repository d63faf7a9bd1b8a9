"""The matrix by which an office ranks problems, and how soon each rank has to be dealt with."""

from __future__ import annotations

from typing import Literal

from pydantic import PositiveInt

from spse_monev.settings.model import Model

PriorityName = Literal["rendah", "menengah", "tinggi"]


class PriorityRow(Model):
    """One row of the matrix: priority by impact."""

    small: PriorityName
    medium: PriorityName
    large: PriorityName


class Deadlines(Model):
    """Working days within which a problem of each priority has to be dealt with."""

    tinggi: PositiveInt = 1
    menengah: PositiveInt = 3
    rendah: PositiveInt = 10


class Priorities(Model):
    """Urgency x impact; the default is our reading of the one filled form that is public (see the domain notes)."""

    urgent: PriorityRow = PriorityRow(small="menengah", medium="menengah", large="tinggi")
    not_urgent: PriorityRow = PriorityRow(small="rendah", medium="rendah", large="menengah")
    deadlines: Deadlines = Deadlines()
