\i sub/there.sql
