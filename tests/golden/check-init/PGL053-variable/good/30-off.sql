\set ON_ERROR_STOP off
SELECT :unset;
