-- 30 columns of the types that are common in business tables.
CREATE SEQUENCE wide_id;
CREATE TABLE wide (
  id bigint PRIMARY KEY,
  c_small smallint NOT NULL,
  c_int integer NOT NULL,
  c_big bigint,
  c_price numeric(12,2) NOT NULL,
  c_rate numeric,
  c_real real,
  c_double double precision,
  c_flag boolean NOT NULL,
  c_code char(8) NOT NULL,
  c_name varchar(80) NOT NULL,
  c_city varchar(80),
  c_note text,
  c_comment text,
  c_date date NOT NULL,
  c_due date,
  c_time time,
  c_created timestamp NOT NULL,
  c_changed timestamptz NOT NULL,
  c_seen timestamptz,
  c_period interval,
  c_uuid uuid NOT NULL,
  c_json json,
  c_jsonb jsonb,
  c_bytes bytea,
  c_numbers integer[],
  c_words text[],
  c_address inet,
  c_null_text text,
  c_null_number bigint
);

CREATE FUNCTION wide_rows(first bigint, last bigint) RETURNS SETOF wide LANGUAGE sql AS $$
  SELECT n, (n % 30000)::smallint, (n % 1000000)::integer, n * 1000003, (n % 100000) / 100.0, n / 7.0,
    (n % 977)::real / 3, n / 13.0, n % 3 = 0, lpad((n % 99999999)::text, 8, '0'), 'Customer number ' || n,
    'City ' || n % 500, 'A note of some length, with "quotes" and \ and ' || n, NULL,
    date '2020-01-01' + (n % 2000)::integer, date '2026-01-01' + (n % 300)::integer,
    time '08:00' + (n % 3600) * interval '1 second', timestamp '2026-01-01' + n * interval '1 millisecond',
    timestamptz '2026-01-01 00:00Z' + n * interval '1 microsecond', timestamptz '2026-06-01 00:00Z' + n % 86400 * interval '1 second',
    (n % 100) * interval '1 hour', md5(n::text)::uuid, json_build_object('n', n, 'tags', json_build_array('a', 'b')),
    jsonb_build_object('k', n % 10, 'v', 'value ' || n), decode(md5(n::text), 'hex'), ARRAY[n % 7, n % 11, n % 13]::integer[],
    ARRAY['red', 'w ' || n], '10.0.0.0'::inet + n % 65536, NULL::text, NULL::bigint
  FROM generate_series(first, last) AS n
$$;
