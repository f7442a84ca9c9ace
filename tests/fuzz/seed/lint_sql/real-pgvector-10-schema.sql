-- schema
BEGIN;
CREATE SCHEMA IF NOT EXISTS app AUTHORIZATION CURRENT_USER;
SET search_path TO app, public;
CREATE TYPE app.status AS ENUM ('new', 'it''s', 'done');
CREATE TABLE app.documents (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
    vector_id bigint,
    "Vector" text,
    status app.status NOT NULL DEFAULT 'new',
    embedding vector(1536) NOT NULL,
    half halfvec(3),
    meta jsonb DEFAULT '{"a": "b; c"}'::jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chk CHECK (char_length("Vector") > 0)
);
CREATE INDEX documents_embedding_idx ON app.documents USING hnsw (embedding vector_cosine_ops) WITH (m = 16);
CREATE INDEX ON app.documents USING gin ("Vector" gin_trgm_ops);
CREATE OR REPLACE FUNCTION app.match_documents(query_embedding vector(1536), match_count int DEFAULT 5)
RETURNS TABLE (id uuid, similarity float)
LANGUAGE plpgsql STABLE AS $fn$
BEGIN
  RETURN QUERY SELECT d.id, 1 - (d.embedding <=> query_embedding) FROM app.documents d
   WHERE not_yet_existing(d.id) ORDER BY d.embedding <=> query_embedding LIMIT match_count;
END;
$fn$;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.updated = now(); RETURN NEW; END $$;
CREATE TRIGGER touch BEFORE UPDATE ON app.documents FOR EACH ROW EXECUTE FUNCTION app.touch();
COMMIT;
