SELECT 'it''s', E'it\'s', $$it's$$, $a$ $b$ ' $a$, "o'clock" FROM t; -- it's
SELECT 'C:\' AS "D:\";
