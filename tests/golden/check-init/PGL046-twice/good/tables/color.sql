CREATE TABLE IF NOT EXISTS color (name text);
