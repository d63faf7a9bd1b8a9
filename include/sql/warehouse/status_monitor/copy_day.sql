COPY monev.status_monitor (site, day, source, kind, fingerprint, name, hits, total_ms, min_ms, max_ms) FROM STDIN
