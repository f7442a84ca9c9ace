CREATE SEQUENCE tag_id_seq OWNED BY tag.id;
CREATE SEQUENCE other_seq;
ALTER SEQUENCE other_seq OWNED BY public.tag.id;
COMMENT ON COLUMN tag.id IS 'number';
COMMENT ON COLUMN public.tag.id IS 'number';
SELECT 'tag'::regclass;
SELECT relname FROM pg_class WHERE oid = 'public.tag'::regclass;
CREATE TABLE tag (id int);
