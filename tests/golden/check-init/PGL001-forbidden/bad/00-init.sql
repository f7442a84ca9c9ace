CREATE TABLE t (e vector(3));
