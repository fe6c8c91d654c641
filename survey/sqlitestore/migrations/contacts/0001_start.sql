-- Who was invited, in a file of its own that no query for answers can join.

CREATE TABLE contacts (key TEXT PRIMARY KEY, revision INTEGER NOT NULL, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
