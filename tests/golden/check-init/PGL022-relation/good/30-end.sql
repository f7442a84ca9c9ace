\q
SELECT * FROM never_reached;
\c never_reached
