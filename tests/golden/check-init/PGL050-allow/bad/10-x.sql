-- pgtune-auto: allow PGL019 nothing here
SELECT 1;
-- pgtune-auto: allow PGL019
CREATE ROLE a PASSWORD 'x';
SELECT 1; -- pgtune-auto: allow PGL999 no such rule
-- pgtune-auto: alow PGL019 typing slip
CREATE ROLE b PASSWORD 'x'; -- pgtune-auto: allow PGL019 of this line
CREATE ROLE c PASSWORD 'x';
