package history

import (
	"fmt"
	"strconv"

	"bonafide"
)

// lowPay is the share of the band's midpoint at and below which a request is far below.
const lowPay = 0.75

// pay raises APP-25: the newest request is far below the band, and nobody ever
// talked about it.
func (x *examination) pay() {
	mid := x.d.Role.PayBandMid
	if mid <= 0 {
		return
	}
	var newest *source
	for i := range x.sources {
		s := &x.sources[i]
		if s.PayRequest.Discussed {
			return
		}
		if s.PayRequest.Amount > 0 && (newest == nil || x.observed(s).After(x.observed(newest))) {
			newest = s
		}
	}
	if newest == nil || newest.PayRequest.Amount > lowPay*mid {
		return
	}
	asked := strconv.FormatFloat(newest.PayRequest.Amount, 'f', -1, 64)
	band := strconv.FormatFloat(mid, 'f', -1, 64)
	x.report(payFarBelow, "pay-request", x.observed(newest),
		fmt.Sprintf("The pay asked for is %.0f %% of the band's midpoint, and no counter-proposal is on record.", 100*newest.PayRequest.Amount/mid),
		x.about(newest, asked, "midpoint of the band is "+band, "pay_request", "amount"),
		bonafide.Evidence{Path: "/role/pay_band_mid", Value: band, Note: "midpoint of the pay band"})
}
