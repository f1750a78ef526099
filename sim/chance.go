package sim

import "math"

// chance is a stream of numbers that depends on its seed only (SplitMix64, Steele,
// Lea and Flood 2014). Streams are derived by name, so that one person's day does
// not change when another person is added.
type chance struct{ state uint64 }

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// derive is the stream of a name and numbers below a seed.
func derive(seed uint64, name string, numbers ...int) *chance {
	h := mix(seed + 0x9e3779b97f4a7c15)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	for _, n := range numbers {
		h = mix(h + uint64(int64(n))*0x9e3779b97f4a7c15 + 1)
	}
	return &chance{mix(h)}
}

func (c *chance) next() uint64 {
	c.state += 0x9e3779b97f4a7c15
	return mix(c.state)
}

// below is a number from 0 to n-1.
func (c *chance) below(n int) int {
	if n <= 1 {
		return 0
	}
	return int((c.next() >> 1) % uint64(n))
}

// between is a number from a to b, both included.
func (c *chance) between(a, b int) int { return a + c.below(b-a+1) }

func (c *chance) unit() float64 { return float64(c.next()>>11) / (1 << 53) }

func (c *chance) happens(p float64) bool { return c.unit() < p }

// span is a number from a to below b.
func (c *chance) span(a, b float64) float64 { return a + (b-a)*c.unit() }

// normal is a number with mean 0 and deviation 1, cut at three deviations.
func (c *chance) normal() float64 {
	n := math.Sqrt(-2*math.Log(1-c.unit())) * math.Cos(2*math.Pi*c.unit())
	return max(-3, min(3, n))
}

// some is a number of events where mean of them are expected (Poisson).
func (c *chance) some(mean float64) int {
	limit, p, n := math.Exp(-mean), 1.0, 0
	for {
		if p *= c.unit(); p <= limit || n > 60 {
			return n
		}
		n++
	}
}

// hex is a text of n hexadecimal digits.
func (c *chance) hex(n int) string {
	const digits = "0123456789abcdef"
	b := make([]byte, n)
	var v uint64
	for i := range b {
		if i%16 == 0 {
			v = c.next()
		}
		b[i] = digits[v&15]
		v >>= 4
	}
	return string(b)
}

// letters is a text of n capital letters and digits, as serial numbers have.
func (c *chance) letters(n int) string {
	const set = "0123456789ABCDEFGHJKLMNPQRSTVWXYZ"
	b := make([]byte, n)
	for i := range b {
		b[i] = set[c.below(len(set))]
	}
	return string(b)
}

func (c *chance) uuid() string {
	h := c.hex(32)
	return h[:8] + "-" + h[8:12] + "-4" + h[13:16] + "-a" + h[17:20] + "-" + h[20:]
}

func pick[T any](c *chance, list []T) T { return list[c.below(len(list))] }

func shuffle[T any](c *chance, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := c.below(i + 1)
		list[i], list[j] = list[j], list[i]
	}
}
