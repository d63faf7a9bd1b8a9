"""The month's 'Laporan Evaluasi Bulanan SPSE': rows of the warehouse in, one workbook out."""

KIND = "laporan_evaluasi"
