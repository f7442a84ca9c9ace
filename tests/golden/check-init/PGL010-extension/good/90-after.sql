CREATE TABLE places (at geometry);
