package watch

import "time"

// zones are the time zones that were loaded, by name. One of them takes some 4 kB,
// and thousands of people live in it.
type zones map[string]*time.Location

func (z zones) load(name string) (*time.Location, error) {
	if l := z[name]; l != nil {
		return l, nil
	}
	l, err := time.LoadLocation(name)
	if err == nil {
		z[name] = l
	}
	return l, err
}
