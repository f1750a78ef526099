package baseline

import (
	"encoding/binary"
	"errors"
	"math"
)

var errCut = errors.New("it ends too early or holds a value that nothing writes")

// codec writes or reads one value after the other: one walk over the state serves
// both ways, so they cannot come apart. After an error everything is zero.
type codec struct {
	buf     []byte
	reading bool
	err     error
}

func (c *codec) fail() uint64 {
	c.err, c.buf = errCut, nil
	return 0
}

func (c *codec) uint(v uint64, most uint64) uint64 {
	if !c.reading {
		c.buf = binary.AppendUvarint(c.buf, v)
		return v
	}
	v, n := binary.Uvarint(c.buf)
	if n <= 0 || v > most {
		return c.fail()
	}
	c.buf = c.buf[n:]
	return v
}

func (c *codec) u8(v *uint8)   { *v = uint8(c.uint(uint64(*v), math.MaxUint8)) }
func (c *codec) u16(v *uint16) { *v = uint16(c.uint(uint64(*v), math.MaxUint16)) }
func (c *codec) u32(v *uint32) { *v = uint32(c.uint(uint64(*v), math.MaxUint32)) }
func (c *codec) u64(v *uint64) { *v = c.uint(*v, math.MaxUint64) }

// i64 is zigzag.
func (c *codec) i64(v *int64) {
	u := c.uint(uint64(*v)<<1^uint64(*v>>63), math.MaxUint64)
	*v = int64(u>>1) ^ -int64(u&1)
}

// bit is a truth value.
func (c *codec) bit(v *bool) {
	n := uint64(0)
	if *v {
		n = 1
	}
	*v = c.uint(n, 1) == 1
}

// fixed32 is a fingerprint: evenly spread, so a varint would only lengthen it.
func (c *codec) fixed32(v *uint32) {
	if !c.reading {
		c.buf = binary.LittleEndian.AppendUint32(c.buf, *v)
		return
	}
	if len(c.buf) < 4 {
		*v = uint32(c.fail())
		return
	}
	*v = binary.LittleEndian.Uint32(c.buf)
	c.buf = c.buf[4:]
}

func (c *codec) f32(v *float32) {
	u := math.Float32bits(*v)
	c.fixed32(&u)
	*v = math.Float32frombits(u)
	if f := float64(*v); math.IsNaN(f) || math.IsInf(f, 0) {
		c.fail()
		*v = 0
	}
}

const maxText = 256

func (c *codec) text(v *string) {
	n := c.uint(uint64(len(*v)), maxText)
	if !c.reading {
		c.buf = append(c.buf, *v...)
		return
	}
	if uint64(len(c.buf)) < n {
		c.fail()
		n = 0
	}
	*v = string(c.buf[:n])
	c.buf = c.buf[min(int(n), len(c.buf)):]
}

// list is the number of entries that follow; when reading the list is made.
func list[T any](c *codec, v *[]T, most int, one func(*T)) {
	n := int(c.uint(uint64(len(*v)), uint64(most)))
	if c.reading {
		*v = nil
		if n > 0 {
			*v = make([]T, n)
		}
	}
	for i := range *v {
		if c.err != nil {
			return
		}
		one(&(*v)[i])
	}
}
