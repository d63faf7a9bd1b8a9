"""How kinds of values look wherever they are shown: in a workbook, and as text."""

from __future__ import annotations

from dataclasses import dataclass

from spse_monev.reports.words import number, signed


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind of value looks: Excel's number format, and whether it stands right or left."""

    name: str
    pattern: str
    unit: str = ""
    scale: float = 1.0  # the stored value is divided by it
    horizontal: str = "right"
    change_unit: str | None = None  # of a difference, where it is another one
    fill: str | None = None
    # For texts of digits: what is typed into such a cell stays text too, also where Excel would see a number in it.
    is_code: bool = False

    @property
    def number_format(self) -> str:
        """The format with the Indonesian locale, so that names of months do not depend on the reader's computer."""
        unit = f'" {self.unit}"' if self.unit else ""
        if self.pattern == "@" and not self.is_code:
            return "General"
        return self.pattern if self.is_code else f"[$-421]{self.pattern}{unit}"

    @property
    def signed(self) -> Form:
        """The same for a difference, which always shows its sign."""
        word = self.unit if self.change_unit is None else self.change_unit
        unit = f'" {word}"' if word else ""
        body = f"{self.pattern}{unit}"
        return Form(f"{self.name}_change", f"+{body};-{body};{body}", scale=self.scale)


# Text stays in the General format: '@' would show '####' beyond 255 characters in older versions of Excel.
TEXT = Form("text", "@", horizontal="left")
CODE = Form("code", "@", horizontal="left", is_code=True)
TO_FILL = Form("to_fill", "@", horizontal="left", fill="F2F2F2", is_code=True)  # where a person writes
COUNT = Form("count", "#,##0")
DECIMAL = Form("decimal", "#,##0.00")
MEDIAN = Form("median", "#,##0.0")
MILLISECONDS = Form("milliseconds", "#,##0.0", unit="ms")
SECONDS = Form("seconds", "#,##0.0", unit="detik", scale=1000)
MEBIBYTES = Form("mebibytes", "#,##0.0", unit="MiB", scale=1024**2)
# A difference of percentages is in points: 'naik 1%' would be read as a share.
PERCENT = Form("percent", "#,##0.0", unit="%", change_unit="poin")
# Of a day, 0.1 % is a minute and a half: availability needs a finer figure.
PRECISE = Form("precise", "#,##0.000")
PRECISE_PERCENT = Form("precise_percent", "#,##0.000", unit="%", change_unit="poin")
MINUTES = Form("minutes", "#,##0.0", unit="menit", scale=60)
KIBIBYTES_PER_SECOND = Form("kibibytes_per_second", "#,##0.0", unit="KiB/detik", scale=1024)
SHARE = Form("share", "0.0%")
MOMENT = Form("moment", "dd/mm/yyyy hh:mm:ss")
CLOCK = Form("clock", "hh:mm:ss")
STAMP = Form("stamp", "dd/mm/yyyy hh:mm")  # of what people note: nobody writes down the second
DATE = Form("date", "dd/mm/yyyy")


def shown(form: Form, value: float) -> str:
    """A number in this form as text, with its unit.

    >>> shown(MINUTES, 90.0), shown(PERCENT, 99.5)
    ('1,5 menit', '99,5%')
    """
    return _with_unit(number(value / form.scale, _digits(form)), form.unit)


def shown_change(form: Form, value: float) -> str:
    """A difference in this form as text, with its sign.

    >>> shown_change(PERCENT, -0.5), shown_change(COUNT, 3)
    ('−0,5 poin', '+3')
    """
    unit = form.unit if form.change_unit is None else form.change_unit
    return _with_unit(signed(value / form.scale, _digits(form)), unit)


def _digits(form: Form) -> int:
    return len(form.pattern.partition(".")[2])


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure}{unit}" if unit == "%" else f"{figure} {unit}".rstrip()
