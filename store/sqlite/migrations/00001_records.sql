-- The tables of package store/internal/record, whose comment says what each is for.
-- Times are UTC text of one length (2006-01-02T15:04:05.000000Z), so that text
-- sorts as time does. Bodies are JSON. Text compares byte by byte.

-- +goose Up

-- The head of each record: what is newest, so that recording reads one row.
CREATE TABLE people (
	id                 TEXT    NOT NULL PRIMARY KEY,
	first_recorded     TEXT    NOT NULL,
	last_recorded      TEXT    NOT NULL,
	version            INTEGER NOT NULL, -- of the newest dossier
	dossier_sha256     TEXT    NOT NULL,
	examination        INTEGER NOT NULL, -- the newest
	examination_sha256 TEXT    NOT NULL,
	assessment         INTEGER NOT NULL  -- the newest
) STRICT, WITHOUT ROWID;

CREATE TABLE dossiers (
	person      TEXT    NOT NULL REFERENCES people,
	version     INTEGER NOT NULL,
	recorded_at TEXT    NOT NULL,
	sha256      TEXT    NOT NULL, -- of the body, in hex
	body        TEXT    NOT NULL,
	PRIMARY KEY (person, version)
) STRICT;

CREATE TABLE examinations (
	person      TEXT    NOT NULL,
	seq         INTEGER NOT NULL,
	version     INTEGER NOT NULL, -- of the dossier
	recorded_at TEXT    NOT NULL,
	sha256      TEXT    NOT NULL,
	body        TEXT    NOT NULL,
	PRIMARY KEY (person, seq),
	FOREIGN KEY (person, version) REFERENCES dossiers
) STRICT;

CREATE TABLE assessments (
	person          TEXT    NOT NULL,
	seq             INTEGER NOT NULL,
	examination     INTEGER NOT NULL,
	recorded_at     TEXT    NOT NULL,
	as_of           TEXT    NOT NULL,
	as_of_nanos     INTEGER NOT NULL, -- what as_of lacks, 0 to 999
	catalog_version TEXT    NOT NULL,
	band            TEXT    NOT NULL,
	bits            REAL    NOT NULL,
	sha256          TEXT    NOT NULL,
	body            TEXT    NOT NULL,
	PRIMARY KEY (person, seq),
	FOREIGN KEY (person, examination) REFERENCES examinations
) STRICT;

-- A finding stands from examination (recorded_at) until retracted_by
-- (retracted_at); both are null while it stands.
CREATE TABLE findings (
	person       TEXT    NOT NULL,
	id           TEXT    NOT NULL,
	examination  INTEGER NOT NULL,
	indicator    TEXT    NOT NULL,
	rule         TEXT    NOT NULL,
	observed_at  TEXT    NOT NULL,
	recorded_at  TEXT    NOT NULL,
	retracted_by INTEGER,
	retracted_at TEXT,
	body         TEXT    NOT NULL,
	PRIMARY KEY (person, id, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
) STRICT;

CREATE TABLE checks (
	person       TEXT    NOT NULL,
	id           TEXT    NOT NULL, -- head of the SHA-256 of the check's JSON
	examination  INTEGER NOT NULL,
	check_id     TEXT    NOT NULL,
	subject      TEXT    NOT NULL,
	outcome      TEXT    NOT NULL,
	at           TEXT    NOT NULL,
	recorded_at  TEXT    NOT NULL,
	retracted_by INTEGER,
	retracted_at TEXT,
	PRIMARY KEY (person, id, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
) STRICT, WITHOUT ROWID;

CREATE TABLE artefacts (
	digest       TEXT    NOT NULL, -- of kind and value
	person       TEXT    NOT NULL,
	examination  INTEGER NOT NULL,
	kind         TEXT    NOT NULL,
	value        TEXT    NOT NULL, -- to be read; the digest decides
	recorded_at  TEXT    NOT NULL,
	retracted_by INTEGER,
	retracted_at TEXT,
	PRIMARY KEY (digest, person, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogues (
	version TEXT NOT NULL PRIMARY KEY,
	sha256  TEXT NOT NULL,
	body    TEXT NOT NULL
) STRICT;
