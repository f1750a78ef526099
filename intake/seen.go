package intake

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
	"sync"

	"bonafide"
)

// Seen remembers which person's id stood where, in about 40 bytes an id: ten
// million take some 400 MB. It compares the first 64 bits of SHA-256; two different
// ids among ten million share them once in 370,000 runs, and the later is then
// refused wrongly, by name. The zero value is ready for use, also concurrently.
type Seen struct {
	mu    sync.Mutex
	files []string
	known map[string]uint32
	ids   map[uint64]spot
}

// spot is a file, by its number, and a line; zero where the file is the record.
type spot struct{ file, line uint32 }

// Claim takes the id for place ("people.jsonl:12"), or refuses it where it is
// taken, naming the earlier place.
func (s *Seen) Claim(id bonafide.PersonID, place string) error {
	sum := sha256.Sum256([]byte(id))
	key := binary.BigEndian.Uint64(sum[:8])
	s.mu.Lock()
	defer s.mu.Unlock()
	if at, taken := s.ids[key]; taken {
		earlier := s.files[at.file]
		if at.line > 0 {
			earlier += ":" + strconv.FormatUint(uint64(at.line), 10)
		}
		r := refuse(place, "keep one record a person, or give another id", "person %q stands already at %s", clip(string(id)), earlier)
		r.Path = "/person"
		return r
	}
	if s.ids == nil {
		s.ids, s.known = make(map[uint64]spot), make(map[string]uint32)
	}
	file, line := place, uint32(0)
	if i := strings.LastIndexByte(place, ':'); i > 0 {
		if n, err := strconv.ParseUint(place[i+1:], 10, 32); err == nil {
			file, line = place[:i], uint32(n)
		}
	}
	n, ok := s.known[file]
	if !ok {
		n = uint32(len(s.files))
		s.files = append(s.files, file)
		// Records of one file come one after another: one name is enough.
		clear(s.known)
		s.known[file] = n
	}
	s.ids[key] = spot{n, line}
	return nil
}
