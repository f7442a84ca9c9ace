-- pgtune-auto 0.1.0: PostgreSQL 18, workload web, 8192MB of memory, 4 CPUs
ALTER SYSTEM SET shared_buffers = '2GB';
ALTER SYSTEM SET effective_cache_size = '5324MB';
ALTER SYSTEM SET maintenance_work_mem = '512MB';
ALTER SYSTEM SET autovacuum_work_mem = '128MB';
ALTER SYSTEM SET min_dynamic_shared_memory = '250MB';
ALTER SYSTEM SET max_connections = '200';
ALTER SYSTEM SET max_parallel_workers = '4';
ALTER SYSTEM SET work_mem = '4MB';
ALTER SYSTEM SET temp_buffers = '2560kB';
ALTER SYSTEM SET max_wal_size = '4GB';
ALTER SYSTEM SET min_wal_size = '1GB';
ALTER SYSTEM SET wal_compression = 'lz4';
ALTER SYSTEM SET max_slot_wal_keep_size = '25GB';
ALTER SYSTEM SET idle_replication_slot_timeout = '48h';
ALTER SYSTEM SET random_page_cost = '1.1';
ALTER SYSTEM SET jit = 'off';
