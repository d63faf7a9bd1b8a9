"""The room's only door: a `Ticket` with personal data becomes a `Complaint` without.

>>> protector = Protector(salt=connection.password, site="lumajang")
>>> protector.mask("saya Budi Contoh dari CV Maju Contoh, hp 0812-3456-7890, gagal upload penawaran")
'saya [NAMA] dari [PERUSAHAAN], hp [TELEPON], gagal upload penawaran'

Names, numbers and addresses are found by their form and by the words around them, not by a language model: nothing is
downloaded, and the same text always gives the same result. What the row itself tells of its reporter is masked
wherever its texts repeat it. Nothing here writes a text to a log.
"""

from spse_monev.sources.helpdesk.protect.protector import Protector

__all__ = ["Protector"]
