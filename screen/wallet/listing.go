package wallet

import (
	"time"

	"bonafide"
)

// Listing is one row of a sanctions list: an address under an entry.
type Listing struct {
	// List names the list: "us_ofac_sdn".
	List string `json:"list"`
	// ListID is the entry's id on that list.
	ListID string `json:"list_id,omitempty"`
	// Ticker as listed; empty where the list gives none.
	Ticker string `json:"ticker,omitempty"`
	// Address as listed.
	Address string `json:"address"`
	// Entity is the entry's name.
	Entity string `json:"entity,omitempty"`
	// Programme as listed.
	Programme string `json:"programme,omitempty"`
	// Listed is the day of listing; unknown means always.
	Listed bonafide.Date `json:"listed,omitzero"`
	// Delisted is the day of removal, on which it still counts; unknown means not
	// removed.
	Delisted bonafide.Date `json:"delisted,omitzero"`
}

// Label is what a source that is no sanctions list says of an address.
type Label struct {
	// Source names the label set.
	Source string `json:"source"`
	// Name is the label itself: "Lazarus group".
	Name string `json:"name,omitempty"`
	// Category is what the address is used as: "exchange", "mixing_service".
	Category string `json:"category,omitempty"`
	// Abuse is what it is said to be used for: "ransomware", "sanction".
	Abuse string `json:"abuse,omitempty"`
	// Actor is the source's id of who controls it.
	Actor string `json:"actor,omitempty"`
	// Confidence is the source's own word for how it knows.
	Confidence Confidence `json:"confidence,omitempty"`
	// LastModified is the day of the source's statement.
	LastModified bonafide.Date `json:"last_modified,omitzero"`
	// Reference is where the source has it from, usually a URL.
	Reference string `json:"reference,omitempty"`
}

// LabelRow is a label with the address it is about, as a file has it.
type LabelRow struct {
	Address string
	Ticker  string
	Label   Label
	// Line in the file, from 1; 0 where the file has no lines.
	Line int
}

// Confidence is a word of GraphSense's scale, or of the source's own.
type Confidence string

// Level is the number from 0 to 100 that GraphSense gives the word; 0 for a word that
// is not on its scale. It orders labels; it is no probability.
func (c Confidence) Level() int {
	switch c {
	case "override", "ownership", "ledger_immanent":
		return 100
	case "manual_transaction":
		return 90
	case "service_api", "forensic_investigation":
		return 70
	case "authority_data":
		return 60
	case "trusted_provider", "service_data", "forensic":
		return 50
	case "untrusted_transaction":
		return 40
	case "web_crawl":
		return 20
	case "heuristic":
		return 10
	case "unknown":
		return 5
	}
	return 0
}

// packDate keeps a date in 32 bits, its precision with it.
func packDate(d bonafide.Date) uint32 {
	return uint32(d.Year)<<9 | uint32(d.Month)<<5 | uint32(d.Day)
}

func unpackDate(p uint32) bonafide.Date {
	return bonafide.Date{Year: int(p >> 9), Month: monthOf(p), Day: int(p & 31)}
}

func monthOf(p uint32) time.Month { return time.Month(p >> 5 & 15) }
