"""The month's 'Laporan Evaluasi': rows of the warehouse in, one workbook out."""
