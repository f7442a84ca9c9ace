CREATE TABLE places (id serial primary key, name text, geom geometry(Point, 4326), geog geography(Point,4326));
CREATE INDEX places_geom ON places USING GIST (geom);
INSERT INTO places (name, geom) VALUES ('a', ST_SetSRID(ST_MakePoint(-71.1, 42.3), 4326));
SELECT topology.CreateTopology('x', 4326);
CREATE VIEW v AS SELECT name, ST_AsText(geom) AS geometry, extract(epoch FROM now()) FROM places p;
SELECT UpdateGeometrySRID('places','geom',4326);
