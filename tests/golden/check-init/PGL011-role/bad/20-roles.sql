CREATE ROLE app;
CREATE USER reader;
CREATE ROLE owner_role;
CREATE ROLE "App";
CREATE GROUP late_group;
