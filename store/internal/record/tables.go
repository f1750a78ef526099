package record

// tables are the statements of recording, spelt out once for a dialect.
type tables struct {
	people, heads, dossiers, examinations, findings, checks, artefacts, assessments insert

	lock, carried, assessed among
}

const head = `people (id, first_recorded, last_recorded,
	version, dossier_sha256, examination, examination_sha256, assessment)`

func newTables(d Dialect) tables {
	return tables{
		people: newInsert(d, head, 8, ""),
		heads: newInsert(d, head, 8, `
			ON CONFLICT (id) DO UPDATE SET last_recorded = excluded.last_recorded,
				version = excluded.version, dossier_sha256 = excluded.dossier_sha256,
				examination = excluded.examination, examination_sha256 = excluded.examination_sha256,
				assessment = excluded.assessment`),
		dossiers:     newInsert(d, `dossiers (person, version, recorded_at, sha256, body)`, 5, ""),
		examinations: newInsert(d, `examinations (person, seq, version, recorded_at, sha256, body)`, 6, ""),
		findings:     newInsert(d, `findings (person, id, examination, indicator, rule, observed_at, recorded_at, body)`, 8, ""),
		checks:       newInsert(d, `checks (person, id, examination, check_id, subject, outcome, at, recorded_at)`, 8, ""),
		artefacts:    newInsert(d, `artefacts (digest, person, examination, kind, value, recorded_at)`, 6, ""),
		assessments: newInsert(d, `assessments (person, seq, examination, recorded_at, as_of, as_of_nanos,
			catalog_version, band, bits, sha256, body)`, 11, ""),

		// Rows are locked in the order of their ids, so that two batches about the
		// same people wait for each other instead of blocking one another.
		lock: newAmong(d, `
			SELECT id, last_recorded, version, dossier_sha256, examination, examination_sha256, assessment
			FROM people WHERE id IN`, ` ORDER BY id`+d.Lock),
		carried: newAmong(d, `
			SELECT e.person, e.seq, e.body
			FROM people p JOIN examinations e ON e.person = p.id AND e.seq = p.examination
			WHERE p.id IN`, ``),
		assessed: newAmong(d, `
			SELECT a.person, a.sha256
			FROM people p JOIN assessments a ON a.person = p.id AND a.examination = p.examination
			WHERE p.id IN`, ``),
	}
}

// A row that ends is one that stood before the examination that ends it: the same
// batch may already have brought the finding back.
const (
	endFinding = `
		UPDATE findings SET retracted_by = $1, retracted_at = $2
		WHERE person = $3 AND id = $4 AND examination < $1 AND retracted_by IS NULL`
	endCheck = `
		UPDATE checks SET retracted_by = $1, retracted_at = $2
		WHERE person = $3 AND id = $4 AND examination < $1 AND retracted_by IS NULL`
	endArtefact = `
		UPDATE artefacts SET retracted_by = $1, retracted_at = $2
		WHERE person = $3 AND digest = $4 AND examination < $1 AND retracted_by IS NULL`
)
