GRANT SELECT ON x TO from_dump;
CREATE TABLE y.z (a geometry);
