package written

import "strings"

// What people write where there is nothing to write is no account, number, address or
// name: taken as one, it would be shared by all who have it.
var (
	absent = set("n/a", "n.a.", "n.a", "#n/a", "-", "--", "---", "–", "—", ".", "..", "...", "…", "?", "??", "none", "undefined", "empty", "blank", "pending", "tbd", "tba", "todo", "unknown", "missing",
		"not provided", "not available", "not applicable", "not set", "not given", "not yet", "to be determined", "to be confirmed", "no data",
		"keine", "kein", "keins", "k.a.", "k.a", "unbekannt", "ausstehend", "fehlt", "keine angabe", "nicht vorhanden",
		"aucun", "aucune", "néant", "neant", "inconnu", "non renseigné", "non renseigne", "ninguno", "ninguna", "desconocido", "pendiente", "sin datos", "geen", "onbekend", "niet bekend")
	// absentIDs are words that may be a name or a country's code, but no account.
	absentIDs = set("na", "null", "nil", "nan", "void", "x", "xx", "xxx", "0", "00", "000", "0000")
)

func set(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

// Absent tells whether a text stands for nothing: "n/a", "-", "(none)", "keine Angabe".
// Words that somebody or some place may be called, such as Null or NA, do not.
func Absent(s string) bool {
	plain, short := bare(s)
	return short && (plain == "" || absent[plain])
}

// AbsentID tells the same of an account, a number, a mailbox or a serial: these are also
// none where they say "null", "na", "x" or "0".
func AbsentID(s string) bool {
	plain, short := bare(s)
	return short && (plain == "" || absent[plain] || absentIDs[plain])
}

// bare is a short text without what encloses it; an empty one stands for nothing that
// was written.
func bare(s string) (plain string, short bool) {
	if s == "" || len(s) > 32 {
		return "", false
	}
	return strings.ToLower(strings.Join(strings.Fields(strings.Trim(s, " \t()[]<>{}*'\"")), " ")), true
}
