-- Of an erased response nothing is left but survey, id and the hash of its receipt code, so that a second withdrawal is known. erased is when, for
-- whoever follows a named survey.
ALTER TABLE erased ADD COLUMN receipt TEXT NOT NULL DEFAULT '';
CREATE INDEX erased_receipt ON erased (survey, receipt) WHERE receipt <> '';

-- Which revisions name an attachment: one that none names any more is removed.
CREATE TABLE files (
    sha      TEXT    NOT NULL,
    survey   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    batch    TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (sha, survey, id, batch, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of ON files (survey, id);
INSERT OR IGNORE INTO files SELECT j.value, r.survey, r.id, r.batch, r.revision FROM responses AS r, json_tree(r.body, '$.answers') AS j
    WHERE instr(r.body, '{"sha256":"') > 0 AND j.key = 'sha256' AND j.type = 'text';
INSERT OR IGNORE INTO files SELECT j.value, r.survey, r.id, r.batch, r.revision FROM revisions AS r, json_tree(r.body, '$.answers') AS j
    WHERE instr(r.body, '{"sha256":"') > 0 AND j.key = 'sha256' AND j.type = 'text';
