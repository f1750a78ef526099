package wallet_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"bonafide"
	"bonafide/screen/wallet"
)

func ExampleParse() {
	for _, text := range []string{
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
		" bitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1 ",
		"3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC",
		"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
		"vitalik.eth",
	} {
		readings, err := wallet.Parse(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, a := range readings {
			fmt.Println(a.Family, a.Kind, a.Checksum, a.String())
		}
	}
	// Output:
	// evm account verified 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
	// bitcoin p2pkh verified 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa
	// bitcoin p2sh verified 3CWFddi6m4ndiGyKqzYvsFYagqDLPVMTzC
	// bitcoin-cash p2sh verified bitcoincash:ppm2qsznhks23z7629mms6s4cwef74vcwvn0h829pq
	// litecoin p2sh verified MJiPwX84iBe4WnFDwsYGgtnz1XonPhUqhf
	// address "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb": the checksum fails; copy it again
	// address "vitalik.eth": a name, not an address; resolve it first, and screen the address that it leads to
}

func ExampleParseAs() {
	// A list put a Tron address under Bitcoin's ticker: the address is believed.
	readings, err := wallet.ParseAs("XBT", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
	fmt.Println(readings[0].Family, err)
	fmt.Println(readings[0].Notes)
	_, err = wallet.ParseAs("NEWCOIN", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")
	fmt.Println(err)
	// Output:
	// tron <nil>
	// the ticker or prefix names another chain than the address shows; the address is believed
	// address: nobody here knows the ticker "NEWCOIN"; say which chain's addresses it has, or leave the ticker empty
}

func ExampleSet_Lookup() {
	b, err := wallet.NewBuilder(wallet.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = b.Add(wallet.Listing{
		List: "us_ofac_sdn", ListID: "39587", Ticker: "ETH", Address: "0x8589427373D6D84E98730D7795D8f6f8731FDA16", Entity: "A mixer",
		Listed: bonafide.Date{Year: 2022, Month: 8, Day: 8}, Delisted: bonafide.Date{Year: 2025, Month: 3, Day: 22},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	set := b.Build()
	// The same account in lower case and under another chain's name.
	readings, err := wallet.ParseAs("ARB", "0x8589427373d6d84e98730d7795d8f6f8731fda16")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, year := range []int{2021, 2023, 2026} {
		r := set.Lookup(readings[0], time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC))
		fmt.Println(year, r.Status)
	}
	other, err := wallet.Parse("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
	fmt.Println(set.LookupAll(other, time.Time{}).Status, err)
	// Output:
	// 2021 listed_later
	// 2023 listed
	// 2026 formerly_listed
	// not_found <nil>
}

func ExampleReadTagPack() {
	pack := `title: Invented pack
currency: ETH
confidence: forensic
category: mixing_service
tags:
- address: '0x8589427373D6D84E98730D7795D8f6f8731FDA16'
  label: A mixer
`
	for row, err := range wallet.ReadTagPack("pack.yaml", strings.NewReader(pack)) {
		fmt.Println(row.Address, row.Label.Name, row.Label.Confidence.Level(), err)
	}
	// Output:
	// 0x8589427373D6D84E98730D7795D8f6f8731FDA16 A mixer 50 <nil>
}

func ExampleScreenLines() {
	b, err := wallet.NewBuilder(wallet.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := b.Add(wallet.Listing{List: "us_ofac_sdn", ListID: "1", Ticker: "XBT", Address: "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}); err != nil {
		fmt.Println(err)
		return
	}
	in := strings.NewReader("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t\n{\"id\": \"7\", \"address\": \"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\", \"ticker\": \"BTC\"}\n")
	_, err = wallet.ScreenLines(context.Background(), b.Build(), time.Time{}, in, os.Stdout)
	fmt.Println(err)
	// Output:
	// {"query":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t","status":"not_found","readings":[{"family":"tron","kind":"account","checksum":"verified"}]}
	// {"id":"7","query":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa","status":"listed","readings":[{"family":"bitcoin","kind":"p2pkh","checksum":"verified","chain":"BTC"}],"now":[{"list":"us_ofac_sdn","list_id":"1","ticker":"XBT","address":"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"}]}
	// <nil>
}
