package wallet

// familySet is a set of families.
type familySet uint32

func (s familySet) has(f Family) bool { return s&(1<<f) != 0 }

const (
	inUnknown  familySet = 1 << Unknown
	inEVM      familySet = 1 << EVM
	inBitcoin  familySet = 1 << Bitcoin
	inCosmos   familySet = 1 << Cosmos
	inTron     familySet = 1 << Tron
	inSolana   familySet = 1 << Solana
	inTON      familySet = 1 << TON
	inBNB      familySet = 1 << BNB
	inPolkadot familySet = 1 << Polkadot
)

// chain is what a ticker or a chain's name stands for.
type chain struct {
	// name is the usual ticker: "BTC" for XBT.
	name string
	in   familySet
}

// tickerPrefix stands before the ticker in the feature names of the OFAC list.
const tickerPrefix = "Digital Currency Address - "

// KnownTicker reports whether a ticker or chain name is known, in any case and with
// or without "Digital Currency Address - " before it.
func KnownTicker(ticker string) bool {
	_, ok := chainOf(ticker)
	return ok
}

// chainOf resolves a ticker or a chain's name.
func chainOf(ticker string) (chain, bool) {
	for len(ticker) > 0 && ticker[0] == ' ' {
		ticker = ticker[1:]
	}
	for len(ticker) > 0 && ticker[len(ticker)-1] == ' ' {
		ticker = ticker[:len(ticker)-1]
	}
	if len(ticker) > len(tickerPrefix) && ticker[:len(tickerPrefix)] == tickerPrefix {
		ticker = ticker[len(tickerPrefix):]
	}
	var up [24]byte
	if len(ticker) > len(up) {
		return chain{}, false
	}
	for i := range len(ticker) {
		c := ticker[i]
		if 'a' <= c && c <= 'z' {
			c -= 0x20
		}
		up[i] = c
	}
	return chainNamed(string(up[:len(ticker)]))
}

func chainNamed(ticker string) (chain, bool) {
	one := func(name string, f Family) (chain, bool) { return chain{name, 1 << f}, true }
	switch ticker {
	case "BTC", "XBT", "BITCOIN", "BIP122":
		return one("BTC", Bitcoin)
	case "BCH", "BITCOINCASH", "BITCOIN-CASH", "BCC", "BAB", "BCHN":
		return one("BCH", BitcoinCash)
	case "BSV", "BITCOINSV", "BITCOIN-SV", "BCHSV":
		return one("BSV", BitcoinSV)
	case "BTG", "BITCOINGOLD", "BITCOIN-GOLD":
		return one("BTG", BitcoinGold)
	case "LTC", "LITECOIN":
		return one("LTC", Litecoin)
	case "DOGE", "XDG", "DOGECOIN":
		return one("DOGE", Dogecoin)
	case "DASH":
		return one("DASH", Dash)
	case "ZEC", "ZCASH":
		return one("ZEC", Zcash)
	case "XVG", "VERGE":
		return one("XVG", Verge)
	case "TRX", "TRON", "TRC20", "TRC10":
		return one("TRX", Tron)
	case "XMR", "MONERO":
		return one("XMR", Monero)
	case "XRP", "RIPPLE", "XRPL":
		return one("XRP", XRP)
	case "SOL", "SOLANA", "SPL":
		return one("SOL", Solana)
	case "TON", "TONCOIN":
		return one("TON", TON)
	case "ADA", "CARDANO", "WEB+CARDANO":
		return one("ADA", Cardano)
	case "DOT", "POLKADOT":
		return one("DOT", Polkadot)
	case "KSM", "KUSAMA":
		return one("KSM", Polkadot)
	case "TAO", "BITTENSOR":
		return one("TAO", Polkadot)
	case "BEP2", "BNBCHAIN":
		return one("BEP2", BNB)
	case "BNB":
		return chain{"BNB", inBNB | inEVM}, true

	case "ETH", "XET", "ETHEREUM", "ERC20", "ETHER", "EIP155", "EVM":
		return one("ETH", EVM)
	case "ETC", "ETHEREUMCLASSIC", "ETHEREUM-CLASSIC":
		return one("ETC", EVM)
	case "BSC", "BEP20", "BNBSMARTCHAIN", "BINANCE-SMART-CHAIN":
		return one("BSC", EVM)
	case "ARB", "ARBITRUM":
		return one("ARB", EVM)
	case "OP", "OPTIMISM":
		return one("OP", EVM)
	case "BASE":
		return one("BASE", EVM)
	case "MATIC", "POL", "POLYGON":
		return one("POL", EVM)
	case "AVAX", "AVALANCHE":
		return chain{"AVAX", inEVM | inCosmos}, true
	case "FTM", "FANTOM", "SONIC":
		return one("FTM", EVM)
	case "XDAI", "GNO", "GNOSIS":
		return one("XDAI", EVM)
	case "CELO":
		return one("CELO", EVM)
	case "LINEA":
		return one("LINEA", EVM)
	case "SCROLL":
		return one("SCROLL", EVM)
	case "ZKSYNC", "ERA":
		return one("ZKSYNC", EVM)
	case "BLAST":
		return one("BLAST", EVM)
	case "MANTLE", "MNT":
		return one("MNT", EVM)
	case "CRO", "CRONOS":
		return chain{"CRO", inEVM | inCosmos}, true
	case "KCS", "KCC":
		return one("KCS", EVM)
	case "HT", "HECO":
		return one("HT", EVM)
	case "XDC":
		return one("XDC", EVM)
	case "RON", "RONIN":
		return one("RON", EVM)

	// Tokens live on many chains: the ticker narrows nothing down to one.
	case "USDT", "USDC", "TUSD", "USDD", "PYUSD", "USD1", "EURC":
		return chain{tokenName(ticker), inEVM | inTron | inSolana | inBitcoin | inTON | inBNB | inCosmos | inPolkadot}, true
	case "DAI":
		return one("DAI", EVM)
	case "WETH":
		return one("WETH", EVM)
	case "WBTC":
		return one("WBTC", EVM)
	case "BETH":
		return one("BETH", EVM)
	case "BUSD":
		return chain{"BUSD", inEVM | inBNB}, true

	case "ATOM", "COSMOS":
		return one("ATOM", Cosmos)
	case "OSMO", "OSMOSIS":
		return one("OSMO", Cosmos)
	case "TIA", "CELESTIA":
		return one("TIA", Cosmos)
	case "RUNE", "THORCHAIN":
		return one("RUNE", Cosmos)
	case "LUNA", "LUNC", "TERRA":
		return one("LUNA", Cosmos)
	case "EGLD", "MULTIVERSX":
		return one("EGLD", Cosmos)
	case "INJ", "INJECTIVE":
		return chain{"INJ", inEVM | inCosmos}, true
	case "SEI":
		return chain{"SEI", inEVM | inCosmos}, true
	case "KAVA":
		return chain{"KAVA", inEVM | inCosmos}, true

	// Their addresses are kept as they stand and found by the exact text; those of 32
	// bytes in hexadecimal by their bytes.
	case "ALGO", "EOS", "FIL", "XLM", "XTZ", "NEAR", "HBAR", "ICP", "SUI", "APT", "STRK", "XEM", "XNO", "IOTA", "KAS", "FLOW", "WAVES", "NEO":
		return chain{tokenName(ticker), inUnknown}, true
	}
	return chain{}, false
}

// tokenName is the ticker as a constant, so that resolving one allocates nothing.
func tokenName(ticker string) string {
	for _, s := range [...]string{"USDT", "USDC", "TUSD", "USDD", "PYUSD", "USD1", "EURC",
		"ALGO", "EOS", "FIL", "XLM", "XTZ", "NEAR", "HBAR", "ICP", "SUI", "APT", "STRK", "XEM", "XNO", "IOTA", "KAS", "FLOW", "WAVES", "NEO"} {
		if s == ticker {
			return s
		}
	}
	return ""
}
