-- Where the complaints of one import wait to be compared with those that are known.
CREATE TEMPORARY TABLE incoming (LIKE monev.complaint INCLUDING DEFAULTS) ON COMMIT DROP
