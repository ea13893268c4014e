"""The SQL of a run's SQLite file: its tables, and the views that show its JSON documents as columns.

``docs/store.md`` explains them; a test compares the page with this module.
"""

from __future__ import annotations

from .row import Row

VERSION = 1
COLUMNS = ("cycle", *Row._fields)

TABLES = f"""
CREATE TABLE cycle (cycle INTEGER PRIMARY KEY, {", ".join(f"{name} TEXT" for name in Row._fields)});
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE finding (rule TEXT, name TEXT, severity TEXT, cycle INTEGER, message TEXT, line TEXT,
    evidence TEXT, cause TEXT);
"""

VIEWS = """
CREATE VIEW fetch_run AS SELECT cycle,
    json_extract(head, '$.command') AS command,
    json_extract(head, '$.at') AS at,
    json_extract(head, '$.pulled_at') AS pulled_at,
    json_extract(head, '$.status') AS status,
    json_extract(head, '$.message') AS message,
    json_extract(head, '$.created') AS incidents,
    json_extract(head, '$.requested') AS requests,
    json_extract(head, '$.slept_s') AS slept_s,
    before AS last_run_before,
    CASE WHEN json_extract(head, '$.was_set') THEN asked END AS last_run_asked,
    after AS last_run_after,
    json_extract(head, '$.saved') AS last_run_saved,
    json_extract(head, '$.failure.error_type') AS error_type,
    json_extract(head, '$.failure.line') AS line
    FROM cycle;
CREATE VIEW incident AS
    SELECT cycle, item.key AS number, 1 AS created, json_extract(item.value, '$.name') AS name,
        json_extract(item.value, '$.occurred') AS occurred,
        json_extract(item.value, '$.dbotMirrorId') AS dbot_mirror_id,
        json_extract(item.value, '$.rawJSON') AS raw_json, item.value AS incident
        FROM cycle, json_each(cycle.incidents) AS item
    UNION ALL
    SELECT cycle, item.key, 0, json_extract(item.value, '$.name'),
        json_extract(item.value, '$.occurred'), json_extract(item.value, '$.dbotMirrorId'),
        json_extract(item.value, '$.rawJSON'), item.value
        FROM cycle, json_each(cycle.dropped) AS item;
CREATE VIEW call AS SELECT cycle,
    json_extract(item.value, '$.seq') AS seq, json_extract(item.value, '$.at') AS at,
    json_extract(item.value, '$.name') AS name, json_extract(item.value, '$.args') AS args,
    json_extract(item.value, '$.answer') AS answer, json_extract(item.value, '$.error') AS error,
    json_extract(item.value, '$.line') AS line
    FROM cycle, json_each(cycle.calls) AS item;
CREATE VIEW request AS SELECT cycle,
    json_extract(item.value, '$.seq') AS seq, json_extract(item.value, '$.at') AS at,
    json_extract(item.value, '$.duration_s') AS duration_s,
    json_extract(item.value, '$.method') AS method, json_extract(item.value, '$.url') AS url,
    json_extract(item.value, '$.request_body') AS request_body,
    json_extract(item.value, '$.status') AS status,
    json_extract(item.value, '$.response_body') AS response_body,
    json_extract(item.value, '$.failure') AS failure, json_extract(item.value, '$.line') AS line
    FROM cycle, json_each(cycle.requests) AS item;
CREATE VIEW log AS SELECT cycle,
    json_extract(item.value, '$.seq') AS seq, json_extract(item.value, '$.at') AS at,
    json_extract(item.value, '$.level') AS level, json_extract(item.value, '$.message') AS message,
    json_extract(item.value, '$.line') AS line
    FROM cycle, json_each(cycle.logs) AS item;
"""
