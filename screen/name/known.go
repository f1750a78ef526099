package name

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"
)

// A slip of the fingers hardly ever makes a name that people bear. Where the word asked
// for is one, and no form of the listed word, the two are more likely the names of two
// people: Karimi and Karami, Marina and Maria. Which words are names is read from
// tables/names.txt.gz, in all scripts alike and for no origin beforehand: the forms of
// given and family names that Wikidata knows, and the names that a thousand people and
// more bear in the censuses of the United States, with how many do.

//go:embed tables/names.txt.gz
var knownNamesText []byte

// knownNames are the words of the table by their hashes, in buckets by the first bits of
// these. A word stands once for each name that it is a form of. Of 16,000 words that
// are not in the table one is taken for one that is.
type knownNames struct {
	from  [buckets + 1]uint32 // where each bucket begins
	forms []form
}

const (
	bucketBits = 16
	buckets    = 1 << bucketBits
)

// form is a word as the form of a name.
type form struct {
	hash uint32
	name uint32 // the number of the line, and how many people bear the word in the top bits
}

const (
	levelShift = 30
	nameMask   = 1<<levelShift - 1
)

// borne is how much more a difference counts in a word that is a name by itself: known,
// or borne by so many people (a thousand, ten and a hundred thousand).
var borne = [...]float64{1.5, 1.5, 2, 3}

var personNames = sync.OnceValue(func() *knownNames {
	z, err := gzip.NewReader(bytes.NewReader(knownNamesText))
	if err != nil {
		panic("name: tables/names.txt.gz: " + err.Error())
	}
	text, err := io.ReadAll(z)
	if err != nil {
		panic("name: tables/names.txt.gz: " + err.Error())
	}
	return readKnown(text)
})

// readKnown reads lines of words, the forms of one name each, a word that many bear with
// its level behind it.
func readKnown(text []byte) *knownNames {
	k := &knownNames{}
	each := func(do func(f form)) {
		line, from := uint32(0), 0
		for i, c := range text {
			if c > ' ' {
				continue
			}
			if word := text[from:i]; len(word) > 0 {
				level := uint32(0)
				if last := word[len(word)-1]; last <= '9' {
					level, word = uint32(last-'0'), word[:len(word)-1]
				}
				h := hashOf(seedName, word)
				do(form{h, level<<levelShift | line})
			}
			if from = i + 1; c == '\n' {
				line++
			}
		}
	}
	each(func(f form) { k.from[f.hash>>(32-bucketBits)+1]++ })
	for b := range buckets {
		k.from[b+1] += k.from[b]
	}
	k.forms = make([]form, k.from[buckets])
	next := k.from
	each(func(f form) {
		b := f.hash >> (32 - bucketBits)
		k.forms[next[b]] = f
		next[b]++
	})
	return k
}

// bucket are the forms among which a word's are.
func (k *knownNames) bucket(word string) (hash uint32, among []form) {
	hash = hashOf(seedName, []byte(word))
	b := hash >> (32 - bucketBits)
	return hash, k.forms[k.from[b]:k.from[b+1]]
}

// own is how much a word is a name of its own, 0 for one that nobody is known to bear or
// that is a form of the other word.
func (k *knownNames) own(word, other string) float64 {
	hash, among := k.bucket(word)
	level := -1
	for _, f := range among {
		if f.hash == hash {
			level = max(level, int(f.name>>levelShift))
		}
	}
	if level < 0 || k.oneName(hash, among, other) {
		return 0
	}
	return borne[level]
}

// oneName tells whether another word is a form of a name that this one is a form of.
func (k *knownNames) oneName(hash uint32, among []form, other string) bool {
	otherHash, others := k.bucket(other)
	for _, f := range among {
		if f.hash != hash {
			continue
		}
		for _, o := range others {
			if o.hash == otherHash && o.name&nameMask == f.name&nameMask {
				return true
			}
		}
	}
	return false
}
