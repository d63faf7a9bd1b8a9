UPDATE monev.coverage SET details_deleted_at = now() WHERE source = 'log';
