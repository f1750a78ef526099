package pdf

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/ascii85"
	"io"
)

// unfold undoes the filters of a stream. What a broken stream yields before the
// break is kept, as viewers do; filters of pictures leave nothing.
func (f *File) unfold(s *Stream) []byte {
	if s == nil {
		return nil
	}
	var filters []Name
	var params []Dict
	switch v := f.resolve(s.Dict["Filter"]).(type) {
	case Name:
		filters = []Name{v}
		params = []Dict{f.dict(s.Dict["DecodeParms"])}
	case Array:
		parms := f.array(s.Dict["DecodeParms"])
		for i := range v {
			if i == 4 {
				return nil // nobody chains more
			}
			n, _ := f.resolve(v[i]).(Name)
			filters = append(filters, n)
			var p Dict
			if i < len(parms) {
				p = f.dict(parms[i])
			}
			params = append(params, p)
		}
	}
	data := s.Raw
	for i, name := range filters {
		switch name {
		case "FlateDecode", "Fl":
			data = f.predict(f.inflate(data), params[i])
		case "ASCII85Decode", "A85":
			data = f.ascii85(data)
		case "ASCIIHexDecode", "AHx":
			data = []byte((&lexer{data: data}).hex())
			f.charge(len(data))
		case "RunLengthDecode", "RL":
			data = f.runLength(data)
		case "Crypt":
			// only the identity filter can stand here: encrypted files are refused
		default:
			return nil
		}
		if f.err != nil {
			return nil
		}
	}
	return data
}

// charge counts unfolded bytes against the limit.
func (f *File) charge(n int) {
	f.unfolded += n
	if f.unfolded > f.limits.Unfolded {
		f.fail(&LimitError{"unfolded bytes", f.limits.Unfolded})
	}
}

func (f *File) inflate(data []byte) []byte {
	var src io.Reader
	z, err := zlib.NewReader(bytes.NewReader(data))
	switch {
	case err == nil:
		src = z
	case len(data) > 2:
		src = flate.NewReader(bytes.NewReader(data[2:])) // a bad zlib head over good data
	default:
		return nil
	}
	var out bytes.Buffer
	// The error is that of a broken stream; its head is still worth reading.
	_, _ = io.Copy(&out, io.LimitReader(src, int64(f.limits.Unfolded-f.unfolded)+1))
	f.charge(out.Len())
	return out.Bytes()
}

func (f *File) ascii85(data []byte) []byte {
	data = bytes.TrimPrefix(bytes.TrimSpace(data), []byte("<~"))
	if i := bytes.IndexByte(data, '~'); i >= 0 {
		data = data[:i]
	}
	out := make([]byte, 4*len(data)+4) // "z" stands for four bytes
	if f.charge(len(out)); f.err != nil {
		return nil
	}
	n, _, _ := ascii85.Decode(out, data, true)
	return out[:n]
}

func (f *File) runLength(data []byte) []byte {
	var out []byte
	for i := 0; i < len(data) && data[i] != 128; {
		n := int(data[i])
		if n < 128 {
			stop := min(i+2+n, len(data))
			out = append(out, data[i+1:stop]...)
			i = stop
			continue
		}
		if i+1 >= len(data) {
			break
		}
		for range 257 - n {
			out = append(out, data[i+1])
		}
		i += 2
		if len(out) > f.limits.Unfolded {
			break
		}
	}
	f.charge(len(out))
	return out
}

// predict undoes the PNG and TIFF predictors (ISO 32000-2, 7.4.4.4). Only bytes
// of eight bits are known: tables and text use nothing else.
func (f *File) predict(data []byte, p Dict) []byte {
	predictor := f.int(p["Predictor"], 1)
	if predictor < 2 || len(data) == 0 {
		return data
	}
	colors := min(max(f.int(p["Colors"], 1), 1), 32)
	columns := min(max(f.int(p["Columns"], 1), 1), 1<<16)
	row := colors * columns
	if f.int(p["BitsPerComponent"], 8) != 8 {
		return nil
	}
	if predictor == 2 {
		for start := 0; start < len(data); start += row {
			line := data[start:min(start+row, len(data))]
			for i := colors; i < len(line); i++ {
				line[i] += line[i-colors]
			}
		}
		return data
	}
	out := make([]byte, 0, len(data))
	prev := make([]byte, row)
	for len(data) > 1 {
		kind := data[0]
		n := min(row, len(data)-1)
		line := append([]byte(nil), data[1:1+n]...)
		data = data[1+n:]
		for i := range line {
			var left, up, corner byte
			up = prev[i]
			if i >= colors {
				left, corner = line[i-colors], prev[i-colors]
			}
			switch kind {
			case 1:
				line[i] += left
			case 2:
				line[i] += up
			case 3:
				line[i] += byte((int(left) + int(up)) / 2)
			case 4:
				line[i] += paeth(left, up, corner)
			}
		}
		out = append(out, line...)
		copy(prev, line)
	}
	return out
}

func paeth(a, b, c byte) byte {
	pa, pb, pc := int(b)-int(c), int(a)-int(c), int(a)+int(b)-2*int(c)
	abs := func(n int) int { return max(n, -n) }
	switch pa, pb, pc = abs(pa), abs(pb), abs(pc); {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}
