-- The store's clock: the latest moment that it has stamped, in milliseconds. It never runs backwards, whatever the machine's clock does.

CREATE TABLE clock (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO clock SELECT 1, coalesce(max(at), 0) FROM (
    SELECT max(changed) AS at FROM responses UNION ALL SELECT max(changed) FROM revisions
    UNION ALL SELECT max(committed) FROM batches UNION ALL SELECT max(undone) FROM batches
    UNION ALL SELECT max(erased) FROM erased);
