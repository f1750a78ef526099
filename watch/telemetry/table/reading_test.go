package table

import (
	"slices"
	"testing"
)

func TestNamesOfPeople(t *testing.T) {
	for in, want := range map[string]string{"Lee, Ann": "Ann Lee", "Ann Lee": "Ann Lee", "Corp, Inc.": "Corp, Inc.", "a, b, c": "a, b, c", "de Vries, Jan": "Jan de Vries"} {
		if got := forwards(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for _, c := range [][4]string{{"", "Ann", "Lee", "Ann Lee"}, {"Annie", "Ann", "Lee", "Ann Lee"}, {"Ann", "", "Lee", "Ann Lee"}, {"Ann Lee", "", "Lee", "Ann Lee"}, {"Lee, Ann", "Ann", "Lee", "Ann Lee"}} {
		if got := fullName(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("%q: %q", c, got)
		}
	}
	for in, want := range map[string]bool{"Ann Lee": true, "Lee, Ann": true, "E77": false, "ann.lee": false, "Ann": false, "W 12": false} {
		if isName(in) != want {
			t.Errorf("%q is %v", in, !want)
		}
	}
}

func TestOtherPerson(t *testing.T) {
	for in, want := range map[string]string{
		"Flat share with Antoine Lindgren (Sales), who referred them":        "Antoine Lindgren",
		"Lives with Austin Barrett (Data); told us at offer.":                "Austin Barrett",
		"Ehepartner Wouter Lorenz (Personalnr. 5745) beginnt am selben Tag":  "5745",
		"Empfehlung durch Mitbewohner Katharina Bahlmann; gleiche Anschrift": "Katharina Bahlmann",
		"married to Jan van der Berg":                                        "Jan van der Berg",
		"spouse: bo.cole@corp.example":                                       "bo.cole@corp.example",
		"sister is employee no. 88":                                          "88",
		"lives alone":                                                        "",
		"Household declared":                                                 "",
	} {
		if got := otherPerson(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestSerialsAndAddressesInWords(t *testing.T) {
	for in, want := range map[string]string{"FH-2810 MEB581AHD9": "MEB581AHD9", "DOCK 2529": "", "YUBIKEY PAIR": "", "INV-23865": "", "PF1A2B3C / 5CG5L0RMMP": "", "00340434193833232051": "", "1234567A": "1234567A", "12345678A": ""} {
		if got := serialIn(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Redirected at request 07/15 from 9 ELM RD, COLUMBUS OH 43232": "9 ELM RD, COLUMBUS OH 43232", "Redirected": "", "Picked up from 9 ELM RD": "", "Rerouted from the depot": ""} {
		if got := redirected(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"R.HOBBS": "R.HOBBS", "Signature not required": "", "Nachbar": "", "in Filiale abgeholt": "", "MAILROOM": "", "N/A": ""} {
		if got := somebody(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWaysOfPay(t *testing.T) {
	for in, want := range map[string]string{"Green Dot Bank (prepaid)": "prepaid", "Crypto – USDC": "crypto wallet", "Payoneer": "payoneer transfer service", "Chase (checking)": "bank", "mystery": ""} {
		if got := payWay(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"••••4417": "", "****4417": "", "xxxx4417": "", "0xf59ec1ad3f10d73c2485bec8e433bf319d88f129": "0xf59ec1ad3f10d73c2485bec8e433bf319d88f129", "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE": "TQn9Y2khEsLJW1ChVWFMSMeRDow5KcbLSE", "hmac:9f": "hmac:9f"} {
		if got := accountToken(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string][2]string{"changed from A to B": {"A", "B"}, "geändert von A auf B.": {"A", "B"}, "A -> B": {"A", "B"}, "nothing": {"", ""}} {
		if a, b, _ := fromTo(in); a != want[0] || b != want[1] {
			t.Errorf("%q: %q %q", in, a, b)
		}
	}
}

func TestWordsOfNames(t *testing.T) {
	for in, want := range map[string][]string{"Custom field (Requester email)": {"requester", "email"}, "Amount (days)": {"amount"}, "Telefon (privat)": {"telefon", "privat"}, "workEmail": {"work", "email"}, "Address1": {"address", "1"}, "Employee #": {"employee", "number"}, "Straße": {"strasse"}, "(x)": {"x"}} {
		if got := wordsOf(unwrapped(in)); !slices.Equal(got, want) {
			t.Errorf("%q: %q", in, got)
		}
	}
	k := learn()
	for in, want := range map[string]int{
		"Recipient State/Province": region, "Signed For By": recipient, "Zugestellt am": delivered, "Withdrawal method": method, "Withdrawal destination": account, "Payee legal name": payeeName, "Payout address": account, "Payout wallet": account,
		"Name on account": payeeName, "Reason for leaving": reason, "Emergency contact name": -1, "Manager email": approver, "Estimated delivery date": -1, "Sender address": -1, "Bank name": nothing, "Pay period end": -2, "Contract end date": endDate, "Visa expiry": -1, "Last login": -1, "Invoice #": -1,
	} {
		m := k.meaning(in)
		switch {
		case want == -2:
		case want == -1 && m.known, want >= 0 && (!m.known || m.slot != want):
			t.Errorf("%q: %+v, want %d", in, m, want)
		}
	}
}
