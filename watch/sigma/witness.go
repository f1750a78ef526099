package sigma

import (
	"math"
	"regexp/syntax"
	"strings"
)

// requiredLiterals derives from a regular expression folded texts of which at least
// one stands in the fold of everything it matches. nil where nothing can be said.
func requiredLiterals(source string) []string {
	re, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil
	}
	set := required(re.Simplify(), 0)
	if len(set) == 0 || len(set) > maxAlternatives {
		return nil
	}
	for _, s := range set {
		if len(s) < 2 {
			return nil
		}
	}
	return set
}

const maxAlternatives = 24

// required is a set of folded texts, one of which must occur; nil: nothing known.
func required(re *syntax.Regexp, depth int) []string {
	if depth > 64 {
		return nil
	}
	switch re.Op {
	case syntax.OpLiteral:
		return []string{fold(string(re.Rune))}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0], depth+1)
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0], depth+1)
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if set := required(sub, depth+1); rarer(set, best) {
				best = set
			}
		}
		return best
	case syntax.OpAlternate:
		var out []string
		for _, sub := range re.Sub {
			set := required(sub, depth+1)
			if set == nil || len(out)+len(set) > maxAlternatives {
				return nil
			}
			out = append(out, set...)
		}
		return out
	}
	return nil
}

func rarer(a, b []string) bool {
	if a == nil || b == nil {
		return a != nil
	}
	return setCost(a) < setCost(b)
}

func setCost(set []string) float64 {
	sum := 0.0
	for _, s := range set {
		sum += literalCost(shapeContains, s)
	}
	return sum
}

// literalCost guesses how often a literal occurs: rarer when longer, often when it
// belongs to what nearly every event says. It steers speed only.
func literalCost(place shape, s string) float64 {
	c := math.Exp2(-0.45 * float64(min(len(s), 24)))
	if strings.Contains(plainWords, s) {
		c = math.Max(c, 0.05)
	}
	if place == shapeContains && len(s) < 4 {
		c = math.Max(c, 0.3)
	}
	return c
}

// witness is a set of predicates one of which must hold, or may hold, if the whole is
// to hold.
type witness struct {
	predicates []int32
	cost       float64
}

// witnesses of a condition; nil where it can hold without any of them.
func (c *compiler) witness(e *expr, id func(*predicate) int32) *witness {
	switch e.kind {
	case isLeaf:
		p := id(e.leaf)
		info := &c.program.predicates[p]
		if !info.gated {
			return nil
		}
		return &witness{[]int32{p}, info.cost}
	case isAnd:
		var best *witness
		for _, k := range e.kids {
			if w := c.witness(k, id); w != nil && (best == nil || w.cost < best.cost) {
				best = w
			}
		}
		return best
	case isOr:
		sum := &witness{}
		for _, k := range e.kids {
			w := c.witness(k, id)
			if w == nil {
				return nil
			}
			sum.predicates = append(sum.predicates, w.predicates...)
			sum.cost += w.cost
		}
		return sum
	}
	return nil
}
