COPY monev.complaint_rejection (
    site, source, import_id, number, file, sheet, row_number, column_name, problem, expected
) FROM STDIN
