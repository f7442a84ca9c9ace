-- pgtune-auto 0.1.0: PostgreSQL 18, workload shared, 1024MB of memory, 2 CPUs
ALTER SYSTEM SET shared_preload_libraries = 'auto_explain';
