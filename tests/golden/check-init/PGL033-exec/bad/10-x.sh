exec psql -v ON_ERROR_STOP=1 -c "SELECT 1"
