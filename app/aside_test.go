package app

import "testing"

// What is about the records is left out and told; a log of keys is a record.
func TestWhatIsAside(t *testing.T) {
	for name, want := range map[string][2]bool{
		"records/_key_do_not_read.csv": {true, true}, "A.key.json": {true, true}, "ground-truth.json": {true, true}, "groundtruth.csv": {true, true}, "ground.json": {true, true}, "expected.ndjson": {true, true}, "labels.csv": {true, true}, "_solutions": {true, true}, "answers.txt": {true, true},
		"README.md": {true, false}, "tables": {true, false}, "bonafide.yaml": {true, false}, "make.py": {true, false},
		"keys.csv": {false, true}, "api_key_usage.ndjson": {false, true}, "api-key.log": {false, true}, "ssh-key-audit.json": {false, true}, "background_checks.csv": {false, true}, "unexpectedly.csv": {false, true}, "okta.ndjson": {false, true}, "keyboards.csv": {false, true},
	} {
		if skip, told := aside(name); skip != want[0] || skip && told != want[1] {
			t.Errorf("%s: skipped %t, told %t", name, skip, told)
		}
	}
}
