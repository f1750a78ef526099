package sim

import (
	"strconv"
	"time"
)

// object writes one JSON object by hand, in the order in which a vendor writes its
// members: half a million lines are written, and reflection would cost half the time.
type object struct{ b []byte }

func begin(capacity int) *object { return &object{append(make([]byte, 0, capacity), '{')} }

func (o *object) name(k string) *object {
	if c := o.b[len(o.b)-1]; c != '{' && c != '[' {
		o.b = append(o.b, ',')
	}
	if k != "" {
		o.b = append(o.b, '"')
		o.b = append(o.b, k...)
		o.b = append(o.b, '"', ':')
	}
	return o
}

// s is a text, q one that is absent where empty, raw a value as it is.
func (o *object) s(k, v string) *object {
	o.name(k)
	o.b = quote(o.b, v)
	return o
}

func (o *object) q(k, v string) *object {
	if v == "" {
		return o
	}
	return o.s(k, v)
}

func (o *object) raw(k, v string) *object {
	o.name(k)
	o.b = append(o.b, v...)
	return o
}

func (o *object) n(k string, v int64) *object {
	o.name(k)
	o.b = strconv.AppendInt(o.b, v, 10)
	return o
}

func (o *object) f(k string, v float64, digits int) *object {
	o.name(k)
	o.b = strconv.AppendFloat(o.b, v, 'f', digits, 64)
	return o
}

func (o *object) t(k string, v bool) *object {
	o.name(k)
	o.b = strconv.AppendBool(o.b, v)
	return o
}

func (o *object) null(k string) *object { return o.raw(k, "null") }

func (o *object) at(k string, v time.Time, layout string) *object {
	o.name(k)
	o.b = append(o.b, '"')
	o.b = v.UTC().AppendFormat(o.b, layout)
	o.b = append(o.b, '"')
	return o
}

func (o *object) open(k string) *object {
	o.name(k)
	o.b = append(o.b, '{')
	return o
}

func (o *object) list(k string) *object {
	o.name(k)
	o.b = append(o.b, '[')
	return o
}

func (o *object) close() *object {
	o.b = append(o.b, '}')
	return o
}

func (o *object) end() *object {
	o.b = append(o.b, ']')
	return o
}

// done closes the object and gives its bytes.
func (o *object) done() []byte { return append(o.b, '}') }

// The time forms of the vendors.
const (
	millis  = "2006-01-02T15:04:05.000Z"
	seconds = "2006-01-02T15:04:05Z"
	sysTime = "2006-01-02 15:04:05.000"
	osqTime = "Mon Jan _2 15:04:05 2006 UTC"
)

func quote(to []byte, s string) []byte {
	to = append(to, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			to = append(to, '\\', c)
		case c < 0x20:
			to = append(to, '\\', 'u', '0', '0', "0123456789abcdef"[c>>4], "0123456789abcdef"[c&15])
		default:
			to = append(to, c)
		}
	}
	return append(to, '"')
}

func text(s string) string { return string(quote(nil, s)) }
