package contact_test

import (
	"context"
	"fmt"
	"time"

	"bonafide"
	"bonafide/verify/contact"
)

func Example() {
	e, err := contact.New(contact.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	d := bonafide.Dossier{Person: "p-17", Sources: []bonafide.Source{{
		ID: "form", Kind: bonafide.Form, Collected: time.Date(2026, 5, 1, 0, 0, 0, 0, time.UTC),
		References: []bonafide.Reference{{Employer: "Northwind", Email: "ada.brook@gmail.com"}},
	}}}
	out, err := e.Examine(context.Background(), &d, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range out.Findings {
		fmt.Println(f.Indicator, f.Rule)
		fmt.Println(f.Summary)
	}
	// Output:
	// APP-15 contact/reference-free-mail@1
	// A reference named for an employer answers from gmail.com, where anybody can get a mailbox.
}

func ExampleParseMailbox() {
	m, err := contact.ParseMailbox("Ada Brook <Ada.Brook+jobs@googlemail.com>")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m)
	fmt.Println(m.Canonical())
	// Output:
	// ada.brook+jobs@googlemail.com
	// adabrook@gmail.com
}
