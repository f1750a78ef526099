package watchlist

import "strings"

// interner gives equal texts one string. A list repeats its countries, programmes,
// labels and name parts many times over.
type interner struct{ seen map[string]string }

func newInterner() *interner { return &interner{seen: make(map[string]string, 1<<12)} }

// bytes is the string of b.
func (in *interner) bytes(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := in.seen[string(b)]; ok {
		return s
	}
	s := string(b)
	in.seen[s] = s
	return s
}

// string is s, not holding on to a larger text that s is a part of.
func (in *interner) string(s string) string {
	if s == "" {
		return ""
	}
	if t, ok := in.seen[s]; ok {
		return t
	}
	s = strings.Clone(s)
	in.seen[s] = s
	return s
}
