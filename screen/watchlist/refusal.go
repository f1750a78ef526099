package watchlist

import "bonafide"

// refuse is a file or a line of it that cannot be accepted, with the way out where
// there is one.
func refuse(place, why, remedy string) error {
	return &bonafide.Refusal{Place: place, Why: why, Remedy: remedy}
}

const fetchAgain = "fetch the file again; the old version stays in force"
