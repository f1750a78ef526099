package screen

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"bonafide/strict"
)

// EngineVersion changes whenever the same query on the same lists may be answered
// otherwise.
const EngineVersion = "screen/5"

// Proof is what remains of a question that found nothing at or above the threshold:
// enough to ask it again later and to get the same answer. It says that these lists,
// at these versions, do not hold the one asked for; it says no more.
type Proof struct {
	Query NormalQuery `json:"query"`
	// Lists that were asked.
	Lists []ListVersion `json:"lists"`
	// Incomplete names the lists that should have been asked and were not there.
	Incomplete []string `json:"incomplete,omitempty"`
	Threshold  float64  `json:"threshold"`
	Engine     string   `json:"engine"`
	// Rejected are the nearest entries below the threshold, at most [mostRejected].
	Rejected []Hit     `json:"rejected"`
	At       time.Time `json:"at,omitzero"`
	By       string    `json:"by,omitempty"`
	// AsOf is the moment that was asked about; absent for the newest state.
	AsOf time.Time `json:"as_of,omitzero"`
}

// NormalQuery is a query as it was compared.
type NormalQuery struct {
	Type      Type     `json:"type"`
	Names     []string `json:"names,omitempty"`
	Born      []string `json:"born,omitempty"`
	Country   string   `json:"country,omitempty"`
	Gender    string   `json:"gender,omitempty"`
	Documents []string `json:"documents,omitempty"`
	Emails    []string `json:"emails,omitempty"`
	Phones    []string `json:"phones,omitempty"`
	Sites     []string `json:"sites,omitempty"`
	Handles   []string `json:"handles,omitempty"`
	// Wallets are the readings of each address; see [wallet.Key].
	Wallets []string `json:"wallets,omitempty"`
}

const mostRejected = 5

// ID is the head of the SHA-256 over the proof's JSON: a name for a log that keeps
// proofs in order.
func (p *Proof) ID() (string, error) {
	data, err := strict.Marshal(p)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16]), nil
}
