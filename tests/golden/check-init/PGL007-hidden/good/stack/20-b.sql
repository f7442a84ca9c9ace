GRANT r TO postgres;
