BEGIN;
CREATE TABLE page (text text);
COMMIT AND CHAIN;
CREATE TABLE line (text text);
