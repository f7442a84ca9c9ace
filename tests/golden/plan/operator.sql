-- pgtune-auto 0.1.0: PostgreSQL 18, workload shared, 4096MB of memory, 2 CPUs
ALTER SYSTEM SET shared_buffers = '512MB';
ALTER SYSTEM SET effective_cache_size = '1536MB';
ALTER SYSTEM SET maintenance_work_mem = '128MB';
ALTER SYSTEM SET autovacuum_work_mem = '42MB';
ALTER SYSTEM SET max_parallel_workers_per_gather = '1';
ALTER SYSTEM SET max_parallel_workers = '1';
ALTER SYSTEM SET max_parallel_maintenance_workers = '1';
ALTER SYSTEM SET temp_buffers = '1MB';
ALTER SYSTEM SET max_wal_size = '4GB';
ALTER SYSTEM SET min_wal_size = '1GB';
ALTER SYSTEM SET wal_compression = 'lz4';
ALTER SYSTEM SET max_slot_wal_keep_size = '25GB';
ALTER SYSTEM SET idle_replication_slot_timeout = '48h';
ALTER SYSTEM SET random_page_cost = '1.1';
ALTER SYSTEM SET jit = 'off';
