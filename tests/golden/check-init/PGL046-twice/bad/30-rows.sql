INSERT INTO color VALUES ('red');
