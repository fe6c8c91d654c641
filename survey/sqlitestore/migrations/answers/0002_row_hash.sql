-- The row hash of each revision, before the body: it is read without the body's overflow pages. '' = stored before there was one.

DROP VIEW seen;
DROP INDEX responses_receipt;
DROP INDEX responses_changed;
DROP INDEX responses_batch;

ALTER TABLE responses RENAME TO old_responses;
CREATE TABLE responses (
    survey   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    batch    TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    row      TEXT    NOT NULL,
    receipt  TEXT    NOT NULL,
    received INTEGER,
    changed  INTEGER,
    body     TEXT    NOT NULL,
    PRIMARY KEY (survey, id, batch)
) STRICT, WITHOUT ROWID;
INSERT INTO responses SELECT survey, id, batch, revision, '', receipt, received, changed, body FROM old_responses ORDER BY survey, id, batch;
DROP TABLE old_responses;
CREATE INDEX responses_receipt ON responses (survey, receipt) WHERE receipt <> '';
CREATE INDEX responses_changed ON responses (survey, changed) WHERE changed IS NOT NULL;
CREATE INDEX responses_batch   ON responses (survey, batch) WHERE batch <> '';

ALTER TABLE revisions RENAME TO old_revisions;
CREATE TABLE revisions (
    survey   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    batch    TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    row      TEXT    NOT NULL,
    receipt  TEXT    NOT NULL,
    received INTEGER,
    changed  INTEGER,
    body     TEXT    NOT NULL,
    PRIMARY KEY (survey, id, batch, revision)
) STRICT, WITHOUT ROWID;
INSERT INTO revisions SELECT survey, id, batch, revision, '', receipt, received, changed, body FROM old_revisions ORDER BY survey, id, batch, revision;
DROP TABLE old_revisions;

-- What the outside sees of responses.
CREATE VIEW seen AS
    SELECT * FROM responses AS r
    WHERE r.batch = ''
       OR EXISTS (SELECT 1 FROM batches AS b WHERE b.survey = r.survey AND b.id = r.batch AND b.undone IS NULL);
