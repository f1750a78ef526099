package sigma

import (
	"fmt"
	"path"
	"strings"
)

// Bounds of a condition.
const (
	maxConditionBytes = 16 << 10
	maxConditionDepth = 64
)

// conditionReader reads a condition by precedence: or binds weakest, then and, then not,
// then the quantifiers.
type conditionReader struct {
	words    []string
	at       int
	depth    int
	searches []search
	used     map[string]bool
}

// readCondition reads one condition over the searches; used collects their names.
func readCondition(text string, searches []search, used map[string]bool) (*expr, error) {
	if len(text) > maxConditionBytes {
		return nil, fmt.Errorf("the condition has %d bytes, more than %d", len(text), maxConditionBytes)
	}
	if strings.Contains(text, "|") {
		return nil, fmt.Errorf("the condition has a pipe: aggregations of old Sigma are correlation rules now")
	}
	words, err := conditionWords(text)
	if err != nil {
		return nil, err
	}
	r := conditionReader{words: words, searches: searches, used: used}
	e, err := r.or()
	if err != nil {
		return nil, err
	}
	if r.at < len(r.words) {
		return nil, fmt.Errorf("%q stands where the condition should end or say 'and' or 'or'", describe(r.words[r.at]))
	}
	return e, nil
}

func conditionWords(text string) ([]string, error) {
	var words []string
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			i++
		case c == '(' || c == ')':
			words = append(words, string(c))
			i++
		case identifierByte(c):
			from := i
			for i < len(text) && identifierByte(text[i]) {
				i++
			}
			words = append(words, text[from:i])
		default:
			return nil, fmt.Errorf("the condition has a character that means nothing there: %q", describe(text[i:]))
		}
	}
	return words, nil
}

func identifierByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80 ||
		c == '_' || c == '-' || c == '*' || c == '?' || c == '.'
}

func (r *conditionReader) peek() string {
	if r.at < len(r.words) {
		return r.words[r.at]
	}
	return ""
}

func (r *conditionReader) is(word string) bool {
	if strings.EqualFold(r.peek(), word) {
		r.at++
		return true
	}
	return false
}

func (r *conditionReader) or() (*expr, error) {
	if r.depth++; r.depth > maxConditionDepth {
		return nil, fmt.Errorf("the condition is nested deeper than %d levels", maxConditionDepth)
	}
	defer func() { r.depth-- }()
	return r.chain("or", isOr, func() (*expr, error) { return r.chain("and", isAnd, r.not) })
}

func (r *conditionReader) chain(word string, kind exprKind, part func() (*expr, error)) (*expr, error) {
	var kids []*expr
	for {
		e, err := part()
		if err != nil {
			return nil, err
		}
		kids = append(kids, e)
		if !r.is(word) {
			return join(kind, kids), nil
		}
	}
}

func (r *conditionReader) not() (*expr, error) {
	negations := 0
	for r.is("not") {
		negations++
	}
	e, err := r.operand()
	if err != nil {
		return nil, err
	}
	if negations%2 == 1 {
		return not(e), nil
	}
	return e, nil
}

func (r *conditionReader) operand() (*expr, error) {
	if r.is("(") {
		e, err := r.or()
		if err != nil {
			return nil, err
		}
		if !r.is(")") {
			return nil, fmt.Errorf("a parenthesis of the condition is not closed")
		}
		return e, nil
	}
	word := r.peek()
	lower := strings.ToLower(word)
	quantified := r.at+1 < len(r.words) && strings.EqualFold(r.words[r.at+1], "of")
	switch {
	case word == "":
		return nil, fmt.Errorf("the condition ends where a search is wanted")
	case quantified && (lower == "1" || lower == "any" || lower == "all"):
		r.at += 2
		return r.of(lower == "all")
	case quantified:
		return nil, fmt.Errorf("%q of is no quantifier; Sigma has '1 of', 'any of' and 'all of'", describe(word))
	case lower == "and" || lower == "or" || lower == "of" || word == ")":
		return nil, fmt.Errorf("%q stands where a search is wanted", word)
	}
	r.at++
	for _, s := range r.searches {
		if s.name == word {
			r.used[word] = true
			return &expr{kind: s.is.kind, kids: s.is.kids, leaf: s.is.leaf, name: s.name}, nil
		}
	}
	return nil, fmt.Errorf("the condition names %q, which is no search of the rule", describe(word))
}

func (r *conditionReader) of(every bool) (*expr, error) {
	name := r.peek()
	if name == "" || name == "(" || name == ")" {
		return nil, fmt.Errorf("a quantifier of the condition has no name behind it")
	}
	r.at++
	var kids []*expr
	for _, s := range r.searches {
		var fits bool
		if strings.EqualFold(name, "them") {
			fits = !strings.HasPrefix(s.name, "_")
		} else {
			// A leading underscore hides a search unless it is asked for.
			fits, _ = path.Match(name, s.name)
			fits = fits && (!strings.HasPrefix(s.name, "_") || strings.HasPrefix(name, "_"))
		}
		if fits {
			r.used[s.name] = true
			kids = append(kids, &expr{kind: s.is.kind, kids: s.is.kids, leaf: s.is.leaf, name: s.name})
		}
	}
	if len(kids) == 0 {
		return nil, fmt.Errorf("no search of the rule is called %q", describe(name))
	}
	if every {
		return all(kids...), nil
	}
	return some(kids...), nil
}
