-- pgtune-auto 0.1.0: PostgreSQL 14, workload mixed, 2048MB of memory, 2 CPUs
ALTER SYSTEM SET shared_buffers = '512MB';
ALTER SYSTEM SET effective_cache_size = '1331MB';
ALTER SYSTEM SET maintenance_work_mem = '128MB';
ALTER SYSTEM SET autovacuum_work_mem = '32MB';
ALTER SYSTEM SET max_parallel_workers_per_gather = '0';
ALTER SYSTEM SET max_connections = '100';
ALTER SYSTEM SET max_parallel_workers = '1';
ALTER SYSTEM SET max_parallel_maintenance_workers = '1';
ALTER SYSTEM SET work_mem = '2MB';
ALTER SYSTEM SET temp_buffers = '1280kB';
ALTER SYSTEM SET max_wal_size = '4GB';
ALTER SYSTEM SET min_wal_size = '1GB';
ALTER SYSTEM SET max_slot_wal_keep_size = '25GB';
ALTER SYSTEM SET jit = 'off';
ALTER SYSTEM SET effective_io_concurrency = '2';
