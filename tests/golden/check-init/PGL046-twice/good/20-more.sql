\ir tables/color.sql
