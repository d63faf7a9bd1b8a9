"""The form of the correction sheet, which reports write and sources read back from the inbox.

A person fills the last columns and leaves empty what is right as it is; `CODE` ties a row to its complaint.
"""

from __future__ import annotations

from typing import Final

SHEET: Final = "Koreksi"
CODE: Final = "Kode keluhan"
CLASS: Final = "Kelas yang benar"
TOPIC: Final = "Topik yang benar"
SAME_AS: Final = "Sama dengan (kode)"  # a code, or NONE to undo a link
IS_COMPLAINT: Final = "Keluhan? (ya/tidak)"
CORRECTED_BY: Final = "Dikoreksi oleh"
NOTE: Final = "Catatan"

FILLED: Final = (CLASS, TOPIC, SAME_AS, IS_COMPLAINT, CORRECTED_BY, NOTE)
NONE: Final = "tidak ada"
