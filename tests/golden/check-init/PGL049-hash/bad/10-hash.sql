# the first table
CREATE TABLE one (a int);
