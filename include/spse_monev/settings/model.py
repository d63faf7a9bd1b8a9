"""What all models of the settings share: they are frozen, and an unknown key is an error."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from spse_monev.period import find_zone

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]


class Model(BaseModel):
    """A part of the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _known_zone(name: str) -> str:
    return find_zone(name).key


ZoneName = Annotated[str, AfterValidator(_known_zone)]
