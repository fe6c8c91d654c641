-- A token is burnt in its own row, which is there beforehand and keeps its size: neither rows nor pages tell in which order tokens were
-- burnt. burnt is who burnt it, filled up with zeros; zeros alone: nobody yet.
CREATE TABLE new_tokens (
    key      TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL,
    value    TEXT    NOT NULL,
    burnt    BLOB    NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000'
) STRICT, WITHOUT ROWID;
INSERT INTO new_tokens (key, revision, value, burnt)
    SELECT t.key, t.revision, t.value, coalesce(
        (SELECT CAST(substr(json_extract(c.value, '$.by'), 1, 32) AS BLOB) FROM claims AS c WHERE c.key = t.key AND length(json_extract(c.value, '$.by')) >= 32),
        x'0000000000000000000000000000000000000000000000000000000000000000')
    FROM tokens AS t ORDER BY t.key;
DROP TABLE claims;
DROP TABLE tokens;
ALTER TABLE new_tokens RENAME TO tokens;

-- How many anonymous answers have come, and how many of them there were when the file was last written anew in the order of its keys:
-- while the two differ, pages tell something of the order of arrival.
CREATE TABLE arrivals (one INTEGER PRIMARY KEY CHECK (one = 1), came INTEGER NOT NULL, rewritten INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO arrivals SELECT 1, count(*), 0 FROM responses WHERE received IS NULL;
