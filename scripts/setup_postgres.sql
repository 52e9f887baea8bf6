-- Prepares a database for a pipeline: role, grants and publication. What it does not change, it warns about.
-- It may be run again, and adds what is lacking. Generated from SetupScript; `cdc setup` prints it filled in.
--
-- Needs psql and an administrator who owns the tables, or a superuser. For example:
--
--   psql -v ON_ERROR_STOP=1 -d warehouse -v role=cdc -v publication=cdc_pub \
--     -v tables='{warehouse.stock_item,warehouse.stock_movement}' -f scripts/setup_postgres.sql
--
-- A name with capitals or special characters needs double quotes, escaped within the list:
--
--   -v tables='{"\"Shop\".\"Order Lines\"",shop.item}'
--
-- Then give the role a password, in psql so that it is in no log: \password cdc

SELECT set_config('cdc.role', :'role', false),
       set_config('cdc.publication', :'publication', false),
       set_config('cdc.tables', :'tables', false);

DO $cdc$
DECLARE
  reader   text       := current_setting('cdc.role');
  pub      text       := current_setting('cdc.publication');
  captured regclass[] := current_setting('cdc.tables')::regclass[];
  t        regclass;
  found    record;
BEGIN
  -- the role: it may log in and replicate, and nothing else
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = reader) THEN
    EXECUTE format('CREATE ROLE %I LOGIN', reader);
  END IF;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'rds_replication') THEN
    EXECUTE format('GRANT rds_replication TO %I', reader);  -- Amazon RDS and Aurora
  ELSIF NOT (SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = reader) THEN
    EXECUTE format('ALTER ROLE %I REPLICATION', reader);
  END IF;
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), reader);

  -- the tables
  FOREACH t IN ARRAY captured LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %s TO %I',
      (SELECT relnamespace::regnamespace FROM pg_class WHERE oid = t), reader);
    EXECUTE format('GRANT SELECT ON %s TO %I', t, reader);
  END LOOP;
  IF EXISTS (SELECT FROM pg_class WHERE oid = ANY (captured) AND relrowsecurity) THEN
    EXECUTE format('ALTER ROLE %I BYPASSRLS', reader);  -- or the snapshot would miss rows
  END IF;

  -- the publication
  IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = pub) THEN
    EXECUTE format('CREATE PUBLICATION %I', pub);
  END IF;
  SELECT * INTO found FROM pg_publication WHERE pubname = pub;
  IF NOT (found.pubinsert AND found.pubupdate AND found.pubdelete AND found.pubtruncate) THEN
    EXECUTE format('ALTER PUBLICATION %I SET (publish = %L)', pub, 'insert, update, delete, truncate');
  END IF;
  IF NOT found.pubviaroot
     AND EXISTS (SELECT FROM pg_class WHERE oid = ANY (captured) AND relkind = 'p') THEN
    EXECUTE format('ALTER PUBLICATION %I SET (publish_via_partition_root = true)', pub);
  END IF;
  FOREACH t IN ARRAY captured LOOP
    IF NOT found.puballtables
       AND NOT EXISTS (SELECT FROM pg_publication_rel WHERE prpubid = found.oid AND prrelid = t) THEN
      EXECUTE format('ALTER PUBLICATION %I ADD TABLE %s', pub, t);
    END IF;
  END LOOP;

  -- what is for its owner to decide
  FOREACH t IN ARRAY captured LOOP
    IF EXISTS (
         SELECT FROM pg_class c
          WHERE c.oid = t AND c.relreplident IN ('d', 'n', 'i')
            AND (c.relreplident = 'n' OR NOT EXISTS (
                 SELECT FROM pg_index i
                  WHERE i.indrelid = c.oid AND i.indisvalid AND i.indimmediate
                    AND CASE c.relreplident WHEN 'd' THEN i.indisprimary ELSE i.indisreplident END))) THEN
      RAISE WARNING 'Table % has no replica identity: PostgreSQL refuses updates and deletes of it now.', t
        USING HINT = format('Give it a primary key, or: ALTER TABLE %s REPLICA IDENTITY FULL;', t);
    END IF;
  END LOOP;
  IF current_setting('wal_level') <> 'logical' THEN
    RAISE WARNING 'wal_level is %.', current_setting('wal_level')
      USING HINT = 'ALTER SYSTEM SET wal_level = ''logical''; then restart the server.'
        ' Amazon: rds.logical_replication = 1. Azure: wal_level = logical.'
        ' Google Cloud SQL: cloudsql.logical_decoding = on.';
  END IF;
  IF current_setting('max_slot_wal_keep_size') = '-1' THEN
    RAISE WARNING 'max_slot_wal_keep_size is -1: while the job is down, the WAL may fill the disk.'
      USING HINT = 'ALTER SYSTEM SET max_slot_wal_keep_size = ''10GB''; SELECT pg_reload_conf();';
  END IF;
END
$cdc$;
