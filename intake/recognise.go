package intake

import (
	"bytes"
	"path"
	"strings"

	"bonafide/intake/table"
)

// kind is what bytes look like.
type kind uint8

const (
	unknown kind = iota
	empty
	pdfFile
	zipFile
	gzipFile
	jsonObject
	jsonArray
	yamlText
	tableText
	request
	notText
	utf16LE
	utf16BE
	utf8BOM
)

// recognise tells by the first bytes of a file; name only decides between two
// readings of the same bytes.
func recognise(head []byte, name string) kind {
	ext := extension(name)
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return gzipFile
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return pdfFile
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipFile
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return utf16LE
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return utf16BE
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return utf8BOM
	}
	text := bytes.TrimLeft(head, " \t\r\n")
	k := unknown
	switch {
	case len(text) == 0:
		return empty
	case text[0] == '{':
		k = jsonObject
		if ext == ".yaml" || ext == ".yml" {
			k = yamlText // a flow mapping; JSON is one
		}
	case text[0] == '[':
		k = jsonArray
	case isRequest(text):
		k = request
	case isTable(text) > 0:
		k = tableText
	case isYAML(text):
		k = yamlText
	}
	// Some programs put a line before the header; 1,024 bytes is what readers allow.
	if i := bytes.Index(head[:min(len(head), 1024)], []byte("%PDF-")); i > 0 && (k == unknown || ext == ".pdf") {
		return pdfFile
	}
	// No text has a zero byte; UTF-16 without a byte-order mark has many.
	if bytes.IndexByte(head[:min(len(head), 1024)], 0) >= 0 {
		return notText
	}
	return k
}

// isRequest recognises the first line of a captured HTTP request.
func isRequest(text []byte) bool {
	line := firstLine(text)
	method, rest, ok := strings.Cut(line, " ")
	if !ok || len(line) > 4096 || (method != "POST" && method != "PUT") {
		return false
	}
	_, version, ok := strings.Cut(rest, " ")
	return ok && (version == "HTTP/1.1" || version == "HTTP/1.0" || strings.HasPrefix(version, "HTTP/2"))
}

// isTable counts the known columns of a header line that names a person.
func isTable(text []byte) int {
	line := firstLine(text)
	if len(line) > 32<<10 || strings.ContainsAny(line, "{}") {
		return 0
	}
	_, known, _ := table.Delimiter(line)
	return known
}

// isYAML recognises a document's start, or a first line "name: value".
func isYAML(text []byte) bool {
	for line := range bytes.Lines(text) {
		line = bytes.TrimRight(line, " \t\r\n")
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		if bytes.Equal(line, []byte("---")) || bytes.HasPrefix(line, []byte("--- ")) || bytes.HasPrefix(line, []byte("%YAML")) {
			return true
		}
		name, after, ok := bytes.Cut(line, []byte{':'})
		if !ok || len(name) == 0 || len(name) > 60 || (len(after) > 0 && after[0] != ' ') {
			return false
		}
		for _, c := range bytes.Trim(name, `"'`) {
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '$' {
				return false
			}
		}
		return true
	}
	return false
}

func firstLine(text []byte) string {
	if i := bytes.IndexByte(text, '\n'); i >= 0 {
		text = text[:i]
	}
	return strings.TrimRight(string(text), "\r")
}

func extension(name string) string {
	name = strings.TrimSuffix(strings.ToLower(name), ".gz")
	return path.Ext(name)
}

// recordLike says whether a file in a folder is meant as a record by its name.
func recordLike(name string) bool {
	switch extension(name) {
	case ".json", ".yaml", ".yml", ".jsonl", ".ndjson", ".csv", ".tsv", ".pdf", ".docx":
		return true
	}
	return strings.HasSuffix(strings.ToLower(name), ".gz")
}

// evident says whether the first bytes alone show that a file in a folder is a
// record, whatever it is called.
func evident(k kind, head []byte) bool {
	switch k {
	case pdfFile, request:
		return true
	case jsonObject, jsonArray:
		text := bytes.TrimLeft(head, " \t\r\n[")
		return classify(text) != otherJSON
	case yamlText:
		return bytes.HasPrefix(head, []byte("bonafide:")) || bytes.Contains(head, []byte("\nbonafide:"))
	case tableText:
		return isTable(bytes.TrimLeft(head, " \t\r\n")) >= 2
	}
	return false
}

// jsonKind is what an object's members say that it is.
type jsonKind uint8

const (
	otherJSON jsonKind = iota
	dossierJSON
	resumeJSON
	greenhouseJSON
	ashbyJSON
	leverJSON
	harvestJSON   // a candidate of Greenhouse's list
	applicantJSON // an application with its candidate inside
)

// classify looks at the names of an object's members, not at their values, and
// stops as soon as it knows. It neither needs nor checks well-formedness.
func classify(data []byte) jsonKind {
	var action, payload, body, event, triggered, first, mails, applied, applicant bool
	result := otherJSON
	members(data, func(name, value []byte) bool {
		switch string(name) {
		case "bonafide":
			result = dossierJSON
		case "basics":
			result = resumeJSON
		case "$schema":
			if bytes.Contains(bytes.ToLower(value[:min(len(value), 200)]), []byte("jsonresume")) ||
				bytes.Contains(value[:min(len(value), 200)], []byte("resume-schema")) {
				result = resumeJSON
			}
		case "action":
			action = true
		case "payload":
			payload = true
		case "data":
			body = true
		case "event":
			event = true
		case "triggeredAt":
			triggered = true
		case "first_name":
			first = true
		case "email_addresses":
			mails = len(value) > 0 && value[0] == '['
		case "applications":
			applied = len(value) > 0 && value[0] == '['
		case "candidate", "applicant":
			applicant = len(value) > 0 && value[0] == '{'
		}
		switch {
		case result != otherJSON:
		case action && payload:
			result = greenhouseJSON
		case action && body:
			result = ashbyJSON
		case event && triggered:
			result = leverJSON
		}
		return result == otherJSON
	})
	switch {
	case result != otherJSON:
	case first && mails && applied:
		result = harvestJSON
	case applicant && !action && !event:
		result = applicantJSON
	}
	return result
}

// inside is where the list of records begins in an object that is none itself: the
// answer of an interface, {"applications": [...]}. False where there is none.
func inside(data []byte) (from int, ok bool) {
	if classify(data) != otherJSON {
		return 0, false
	}
	members(data, func(_, rest []byte) bool {
		if len(rest) == 0 || rest[0] != '[' {
			return true
		}
		at := len(data) - len(rest)
		first := space(data, at+1)
		if k := classify(data[min(first, len(data)):]); k == harvestJSON || k == applicantJSON {
			from, ok = at, true
		}
		return !ok
	})
	return from, ok
}

// members calls each with the names of an object's members, still escaped, and
// with what follows the colon, until it returns false.
func members(data []byte, each func(name, rest []byte) bool) {
	i := space(data, 0)
	if i >= len(data) || data[i] != '{' {
		return
	}
	i++
	for {
		i = space(data, i)
		if i < len(data) && data[i] == ',' {
			i = space(data, i+1)
		}
		if i >= len(data) || data[i] != '"' {
			return
		}
		end := skipText(data, i)
		name := data[i+1 : max(i+1, end-1)]
		i = space(data, end)
		if i >= len(data) || data[i] != ':' {
			return
		}
		i = space(data, i+1)
		if !each(name, data[min(i, len(data)):]) {
			return
		}
		i = skipValue(data, i)
	}
}

func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

// skipText returns the index behind the text that begins at i.
func skipText(data []byte, i int) int {
	for i++; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(data)
}

// skipValue returns the index behind the value that begins at i.
func skipValue(data []byte, i int) int {
	level := 0
	for i < len(data) {
		switch data[i] {
		case '"':
			i = skipText(data, i)
			if level == 0 {
				return i
			}
			continue
		case '{', '[':
			level++
		case '}', ']':
			if level--; level <= 0 {
				if level == 0 {
					i++
				}
				return i
			}
		case ',':
			if level == 0 {
				return i
			}
		}
		i++
	}
	return i
}
