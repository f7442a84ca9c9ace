CREATE TABLE color (name text);
