"""Reporters that are nobody: made up so that they look real and cannot be.

Identity numbers carry a birth date of 31 February or 31 April, tax numbers the tax office 000, telephone numbers the
subscriber block 0000; mail goes to the reserved domains of RFC 2606. Family names are put together of syllables and
are no words of the language, so that a test can look for them anywhere. Every second reporter is called a
placeholder outright ('Contoh Tiga').
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from spse_monev.complaints import UserType

_GIVEN = (
    "Bambang", "Siti", "Joko", "Wahyuni", "Agus", "Yuliana", "Hendra", "Sumiati", "Rudi", "Kartini", "Eddy", "Lilis",
    "Suparman", "Rukmini", "Yanto", "Maimunah",
)  # fmt: skip
_FAMILY_HEADS = ("Wira", "Kusuma", "Sastra", "Darma", "Cakra", "Mangku", "Prawira", "Singa", "Tirta", "Reksa")
_FAMILY_TAILS = ("santikara", "negrati", "wardhinu", "dipuraya", "kertanom", "winatraga", "loksanda", "brandika")
_COUNTED = (
    "Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh", "Sebelas", "Selusin",
)  # fmt: skip
_FORMS = ("CV", "PT", "CV.", "PT.", "UD")
_TRADES = ("Karya", "Cipta", "Sumber", "Bangun", "Mitra", "Graha", "Bina", "Sinar")
_STREETS = ("Mawar", "Melati", "Kenanga", "Pahlawan", "Diponegoro", "Raya Timur")
OFFICES = (
    "Dinas Pekerjaan Umum Kabupaten Contoh",
    "Dinas Kesehatan Kabupaten Contoh",
    "Dinas Pendidikan Kabupaten Contoh",
    "RSUD Kabupaten Contoh",
    "Sekretariat DPRD Kabupaten Contoh",
    "Bagian Pengadaan Barang/Jasa Setda Kabupaten Contoh",
    "Kecamatan Contohrejo",
    "Badan Pengelola Keuangan Daerah",
)
_VILLAGES = ("Karangsintara", "Sumbernirata", "Tegalmayana", "Purwosandiwa")
_OFFICIALS = (UserType.COMMITTEE, UserType.PPK, UserType.AUDITOR)
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")


@dataclass(frozen=True, slots=True)
class Person:
    """One reporter. Numbers are digits only; how they are written is another matter."""

    name: str
    surname: str  # the part of the name that occurs nowhere else; '' for placeholders
    user_type: UserType
    phone: str
    email: str
    nik: str
    nip: str  # '' for who is no official
    npwp: str  # '' for who has no company
    address: str
    company: str  # '' for officials
    institution: str  # '' for all but officials

    @property
    def is_official(self) -> bool:
        """Whether what stands for the company is an institution, which may stay."""
        return bool(self.institution)


def make_person(chance: random.Random, number: int, user_type: UserType) -> Person:
    """The reporter of a number below 10,000; each is another one."""
    is_official = user_type in _OFFICIALS
    is_firm = user_type is UserType.PROVIDER
    is_placeholder = number % 2 == 0
    family = _FAMILY_HEADS[number // 2 % 10] + _FAMILY_TAILS[number // 20 % 8]
    if is_placeholder:
        name = f"Contoh {_COUNTED[number // 2 % 12]} {_COUNTED[number // 24 % 12]}"
        company = f"{chance.choice(_FORMS)} Contoh Nomor {number}"
        user = f"contoh{number}"
    else:
        given = chance.choice(_GIVEN)
        name = f"{given} {family}"
        company = f"{chance.choice(_FORMS)} {chance.choice(_TRADES)} {family} Contoh"
        user = f"{given}.{family}{number}".lower()
    village = _VILLAGES[number % 4]
    birth = f"{chance.choice(('31', '71'))}{chance.choice(('02', '04'))}{chance.randrange(60, 99)}"
    return Person(
        name=name,
        surname="" if is_placeholder else family,
        user_type=user_type,
        phone=f"{chance.choice(('0812', '0813', '0857', '0878'))}0000{number:04}",
        email=f"{user}@{chance.choice(('example.invalid', 'surel.example', 'contoh.example'))}",
        nik=f"3508{number % 21 + 1:02}{birth}{number:04}",
        nip=f"19{chance.randrange(65, 95)}0231{chance.randrange(1995, 2018)}03{chance.choice('12')}{number % 1000:03}"
        if is_official
        else "",
        npwp=f"0{chance.randrange(1, 9)}{number:06}{chance.randrange(10)}000000" if is_firm else "",
        address=f"Jl. {chance.choice(_STREETS)} No. {number} RT {number % 9 + 1:02}/RW 03 Desa {village}",
        company=company if is_firm else "",
        institution=chance.choice(OFFICES) if is_official else "",
    )


def dashed(digits: str) -> str:
    """A telephone number as 0812-0000-1234."""
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def abroad(digits: str) -> str:
    """A telephone number as +62 812 0000 1234."""
    return f"+62 {digits[1:4]} {digits[4:8]} {digits[8:]}"


def spelled(digits: str) -> str:
    """A number as it is said."""
    return " ".join(_DIGITS[int(digit)] for digit in digits)


def tax_number(digits: str) -> str:
    """An NPWP of 15 digits as it is printed."""
    return f"{digits[:2]}.{digits[2:5]}.{digits[5:8]}.{digits[8]}-{digits[9:12]}.{digits[12:]}"


def civil_number(digits: str) -> str:
    """An NIP as it is printed."""
    return f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
