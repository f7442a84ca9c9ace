-- # the first table
CREATE TABLE one (a int DEFAULT 5 # 3);
/* # */
SELECT 17
# 5;
