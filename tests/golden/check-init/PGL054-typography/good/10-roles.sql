CREATE TABLE “odd” (café text DEFAULT 'it’s one', "a b" int); -- ‘x’ 
SELECT café “name” FROM “odd”;
CREATE ROLE app’s PASSWORD NULL;
SELECT $$ ‘x’$$, 1 AS password’;
