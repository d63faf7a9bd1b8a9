COPY monev.complaint_place (site, source, import_id, complaint_id, file, sheet, row_number) FROM STDIN
