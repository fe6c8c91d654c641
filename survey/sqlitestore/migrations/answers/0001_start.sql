-- Everything but contacts. No table has a rowid: a rowid would tell in which order anonymous answers came in.
-- Times are milliseconds since 1970 in UTC; NULL = not kept.

CREATE TABLE surveys   (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE versions  (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE unit_sets (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE frames    (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE links     (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE tokens    (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE claims    (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE snapshots (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE users     (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE api_keys  (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE sessions  (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE secrets   (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The newest revision of each response. batch is '' when it came by itself. An identity (survey, id) may stand in several
-- batches, but at most one of these rows is seen.
CREATE TABLE responses (
    survey   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    batch    TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    receipt  TEXT    NOT NULL,
    received INTEGER,
    changed  INTEGER,
    body     TEXT    NOT NULL,
    PRIMARY KEY (survey, id, batch)
) STRICT, WITHOUT ROWID;
CREATE INDEX responses_receipt ON responses (survey, receipt) WHERE receipt <> '';
CREATE INDEX responses_changed ON responses (survey, changed) WHERE changed IS NOT NULL;
CREATE INDEX responses_batch   ON responses (survey, batch) WHERE batch <> '';

-- The revisions before the newest.
CREATE TABLE revisions (
    survey   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    batch    TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    receipt  TEXT    NOT NULL,
    received INTEGER,
    changed  INTEGER,
    body     TEXT    NOT NULL,
    PRIMARY KEY (survey, id, batch, revision)
) STRICT, WITHOUT ROWID;

-- Committed imports. undone is when one was taken back.
CREATE TABLE batches (
    survey    TEXT    NOT NULL,
    id        TEXT    NOT NULL,
    committed INTEGER NOT NULL,
    undone    INTEGER,
    body      TEXT    NOT NULL,
    PRIMARY KEY (survey, id)
) STRICT, WITHOUT ROWID;

-- Tombstones: nothing is left of a response but that it must not come back.
CREATE TABLE erased (
    survey TEXT NOT NULL,
    id     TEXT NOT NULL,
    erased INTEGER,
    PRIMARY KEY (survey, id)
) STRICT, WITHOUT ROWID;

-- What the outside sees of responses.
CREATE VIEW seen AS
    SELECT * FROM responses AS r
    WHERE r.batch = ''
       OR EXISTS (SELECT 1 FROM batches AS b WHERE b.survey = r.survey AND b.id = r.batch AND b.undone IS NULL);
