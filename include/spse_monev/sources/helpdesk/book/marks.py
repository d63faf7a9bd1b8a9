"""Cells of an Excel sheet that calamine gives as empty although they are not: errors, and formulas without a result.

Excel keeps a formula's result beside it; openpyxl and other libraries that write without calculating leave it out.
Layout: ECMA-376 part 1, 18.3.1.4 (c) and 18.18.11 (its types).
"""

from __future__ import annotations

import re
from collections import defaultdict
from posixpath import normpath
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from spse_monev.sources.helpdesk.grid import Unusable

# Row -> columns and what stands there; both 0-based.
Marks = dict[int, list[tuple[int, Unusable]]]

_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_EMPTY_TEXT = "str"  # the type of a formula whose result is a text, which may be ''


def sheet_members(members: ZipFile) -> list[str]:
    """The member of each sheet, in the workbook's order; '' where there is none. Errors as of `marks_of`."""
    names = {_folded(name): name for name in members.namelist()}
    targets = {}
    for attributes in _elements(members, names.get("xl/_rels/workbook.xml.rels"), "Relationship"):
        targets[attributes.get("Id", "")] = attributes.get("Target", "")
    found = []
    for attributes in _elements(members, names["xl/workbook.xml"], "sheet"):
        relation = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        target = _folded(targets.get(relation, ""))
        found.append(names.get(target if target.startswith("xl/") else normpath(f"xl/{target}"), ""))
    return found


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower().lstrip("/")


def _elements(members: ZipFile, member: str | None, wanted: str) -> list[dict[str, str]]:
    """The attributes of all elements of that local name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    if member:
        parser = expat.ParserCreate()
        parser.StartElementHandler = start
        with members.open(member) as file:
            parser.ParseFile(file)
    return found


def marks_of(sheet: IO[bytes]) -> Marks:
    """Where a sheet's XML has an error or a formula without a result; ExpatError or LookupError if it is no XML."""
    finder = _Finder()
    finder.parser.ParseFile(sheet)
    return dict(finder.marks)


class _Finder:
    def __init__(self) -> None:
        self.marks: defaultdict[int, list[tuple[int, Unusable]]] = defaultdict(list)
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self._row = self._column = -1
        self._type = ""
        self._has_formula = self._has_value = False

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            self._at(attributes.get("r"))
            self._type = attributes.get("t", "")
            self._has_formula = self._has_value = False
        elif local == "f":
            self._has_formula = True
        elif local == "v":
            # Looked at by its type or by its text: other empty <v/> are no results.
            if self._type == _EMPTY_TEXT:
                self._has_value = True
            else:
                self.parser.CharacterDataHandler = self._text
        elif local == "row":
            number = attributes.get("r")
            self._row = int(number) - 1 if number and number.isdecimal() else self._row + 1
            self._column = -1

    def _text(self, text: str) -> None:
        self._has_value = True
        self.parser.CharacterDataHandler = None

    def _end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            if self._type == "e":
                self.marks[self._row].append((self._column, Unusable.ERROR))
            elif self._has_formula and not self._has_value:
                self.marks[self._row].append((self._column, Unusable.FORMULA))
        elif local == "v":
            self.parser.CharacterDataHandler = None

    def _at(self, reference: str | None) -> None:
        found = _REFERENCE.fullmatch(reference) if reference else None
        if not found:
            self._column += 1
            return
        column = 0
        for letter in found[1]:
            column = column * 26 + ord(letter) - 64
        self._column = column - 1
        self._row = int(found[2]) - 1
