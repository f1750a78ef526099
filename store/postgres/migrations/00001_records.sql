-- The tables of package store/internal/record, whose comment says what each is for.
-- Keys compare byte by byte (COLLATE "C"), whatever the database's locale. Bodies
-- are JSON kept as text: exactly the bytes that were hashed, U+0000 included.

-- +goose Up

-- The head of each record: what is newest, so that recording reads and locks one row.
CREATE TABLE people (
	id                 text COLLATE "C" NOT NULL PRIMARY KEY,
	first_recorded     timestamptz NOT NULL,
	last_recorded      timestamptz NOT NULL,
	version            integer     NOT NULL, -- of the newest dossier
	dossier_sha256     text        NOT NULL,
	examination        integer     NOT NULL, -- the newest
	examination_sha256 text        NOT NULL,
	assessment         integer     NOT NULL  -- the newest
);

CREATE TABLE dossiers (
	person      text COLLATE "C" NOT NULL REFERENCES people,
	version     integer     NOT NULL,
	recorded_at timestamptz NOT NULL,
	sha256      text        NOT NULL, -- of the body, in hex
	body        text        NOT NULL,
	PRIMARY KEY (person, version)
);

CREATE TABLE examinations (
	person      text COLLATE "C" NOT NULL,
	seq         integer     NOT NULL,
	version     integer     NOT NULL, -- of the dossier
	recorded_at timestamptz NOT NULL,
	sha256      text        NOT NULL,
	body        text        NOT NULL,
	PRIMARY KEY (person, seq),
	FOREIGN KEY (person, version) REFERENCES dossiers
);

CREATE TABLE assessments (
	person          text COLLATE "C" NOT NULL,
	seq             integer          NOT NULL,
	examination     integer          NOT NULL,
	recorded_at     timestamptz      NOT NULL,
	as_of           timestamptz      NOT NULL,
	as_of_nanos     smallint         NOT NULL, -- what as_of lacks, 0 to 999
	catalog_version text             NOT NULL,
	band            text             NOT NULL,
	bits            double precision NOT NULL,
	sha256          text             NOT NULL,
	body            text             NOT NULL,
	PRIMARY KEY (person, seq),
	FOREIGN KEY (person, examination) REFERENCES examinations
);

-- A finding stands from examination (recorded_at) until retracted_by
-- (retracted_at); both are null while it stands.
CREATE TABLE findings (
	person       text COLLATE "C" NOT NULL,
	id           text COLLATE "C" NOT NULL,
	examination  integer     NOT NULL,
	indicator    text        NOT NULL,
	rule         text        NOT NULL,
	observed_at  timestamptz NOT NULL,
	recorded_at  timestamptz NOT NULL,
	retracted_by integer,
	retracted_at timestamptz,
	body         text        NOT NULL,
	PRIMARY KEY (person, id, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
);

CREATE TABLE checks (
	person       text COLLATE "C" NOT NULL,
	id           text COLLATE "C" NOT NULL, -- head of the SHA-256 of the check's JSON
	examination  integer     NOT NULL,
	check_id     text        NOT NULL,
	subject      text        NOT NULL,
	outcome      text        NOT NULL,
	at           timestamptz NOT NULL,
	recorded_at  timestamptz NOT NULL,
	retracted_by integer,
	retracted_at timestamptz,
	PRIMARY KEY (person, id, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
);

CREATE TABLE artefacts (
	digest       text COLLATE "C" NOT NULL, -- of kind and value
	person       text COLLATE "C" NOT NULL,
	examination  integer     NOT NULL,
	kind         text        NOT NULL,
	value        text        NOT NULL, -- to be read; the digest decides
	recorded_at  timestamptz NOT NULL,
	retracted_by integer,
	retracted_at timestamptz,
	PRIMARY KEY (digest, person, examination),
	FOREIGN KEY (person, examination) REFERENCES examinations
);

CREATE TABLE catalogues (
	version text COLLATE "C" NOT NULL PRIMARY KEY,
	sha256  text NOT NULL,
	body    text NOT NULL
);
