-- How the server keeps time. osTicket writes NOW() into columns of type DATETIME and sets no zone of its own, so its times
-- are in the server's global zone; TIMESTAMPDIFF tells how far that is from UTC, which a name like 'WIB' does not.
SELECT
    VERSION() AS version,
    @@GLOBAL.time_zone AS zone,
    @@GLOBAL.system_time_zone AS system_zone,
    TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS offset_seconds;
