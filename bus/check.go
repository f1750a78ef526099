package bus

import (
	"strings"
	"time"
	"unicode/utf8"

	"bonafide"
)

// Defaults of what may be left zero.
const (
	DefaultDedup       = 2 * time.Minute
	DefaultMaxInFlight = 1000
	DefaultAckWait     = 30 * time.Second
)

const (
	maxName       = 32
	maxPartitions = 1024
	maxInFlight   = 100_000
)

// Checked is the topic with defaults filled in, or a bonafide.ErrInvalid.
func (t Topic) Checked() (Topic, error) {
	if !named(t.Name) {
		return t, bonafide.Invalidf("topic %q: a name is 1 to %d of a-z, 0-9 and '-', beginning with a letter", clip(t.Name, 60), maxName)
	}
	if t.Partitions < 1 || t.Partitions > maxPartitions {
		return t, bonafide.Invalidf("topic %s: %d partitions; give 1 to %d", t.Name, t.Partitions, maxPartitions)
	}
	if t.Dedup == 0 {
		t.Dedup = DefaultDedup
	}
	if t.Dedup < 100*time.Millisecond || t.MaxAge < 0 || t.MaxBytes < 0 {
		return t, bonafide.Invalidf("topic %s: the dedup window must be 100 ms or more, age and bytes not negative", t.Name)
	}
	if t.MaxAge > 0 && t.MaxAge < t.Dedup {
		return t, bonafide.Invalidf("topic %s: messages are kept for %s, which is less than the dedup window of %s", t.Name, t.MaxAge, t.Dedup)
	}
	return t, nil
}

// CheckPartition is a bonafide.ErrNotFound where the topic has no such partition.
func (t Topic) CheckPartition(p int) error {
	if p < 0 || p >= t.Partitions {
		return bonafide.NotFoundf("topic %s has the partitions 0 to %d, not %d", t.Name, t.Partitions-1, p)
	}
	return nil
}

// Checked is the subscription with defaults filled in, or a bonafide.ErrInvalid.
// Whether the topic exists and has the partition is said elsewhere.
func (s Subscription) Checked() (Subscription, error) {
	if !named(s.Name) {
		return s, bonafide.Invalidf("consumer %q: a name is 1 to %d of a-z, 0-9 and '-', beginning with a letter", clip(s.Name, 60), maxName)
	}
	if s.MaxInFlight == 0 {
		s.MaxInFlight = DefaultMaxInFlight
	}
	if s.AckWait == 0 {
		s.AckWait = DefaultAckWait
	}
	if s.MaxInFlight < 1 || s.MaxInFlight > maxInFlight || s.AckWait < 0 {
		return s, bonafide.Invalidf("consumer %s: in flight must be 1 to %d, and the wait for an ack not negative", s.Name, maxInFlight)
	}
	if s.From.New && !s.From.Since.IsZero() {
		return s, bonafide.Invalidf("consumer %s: it starts either with new messages or at a moment", s.Name)
	}
	return s, nil
}

// CheckBatch refuses a batch that no topic could take: of data, at most maxData
// bytes a message. The error names the message.
func CheckBatch(batch []Message, maxData int) error {
	if len(batch) > MaxBatch {
		return bonafide.Invalidf("a batch of %d messages; publish at most %d at once", len(batch), MaxBatch)
	}
	for i := range batch {
		m := &batch[i]
		switch {
		case m.ID == "" || len(m.ID) > MaxID:
			return bonafide.Invalidf("message %d of the batch: an id has 1 to %d bytes, this one %d; hash what is longer", i, MaxID, len(m.ID))
		case m.Person == "" || len(m.Person) > MaxPerson:
			return bonafide.Invalidf("message %d (%q): a person has 1 to %d bytes, this one %d", i, clip(m.ID, 60), MaxPerson, len(m.Person))
		case len(m.Data) > maxData:
			return bonafide.Invalidf("message %d (%q): %d bytes of data; a message holds at most %d: keep the record elsewhere and publish where it is", i, clip(m.ID, 60), len(m.Data), maxData)
		}
	}
	return nil
}

// Reason is a reason as it is kept: valid UTF-8, clipped.
func Reason(s string) string { return clip(strings.ToValidUTF8(s, "\uFFFD"), MaxReason) }

// CheckName refuses a name that no consumer can have.
func CheckName(consumer string) error {
	_, err := Subscription{Name: consumer}.Checked()
	return err
}

func named(s string) bool {
	if s == "" || len(s) > maxName || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-') {
			return false
		}
	}
	return true
}

func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
