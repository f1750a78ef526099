package baseline

import (
	"testing"
	"time"

	"bonafide"
	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

const (
	chrome  = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0"
	chrome2 = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.2.1"
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
	outlook = "Outlook/16.0 (Windows NT 10.0; Win64; x64)"
)

// NET-12
func TestTwoNetworks(t *testing.T) {
	vpn := rented
	vpn.Class = scene.Consumer
	mobileNear := mobile4
	mobileNear.Lat, mobileNear.Long = 40.7, -74.1
	mobileFar := mobile4
	mobileFar.Lat, mobileFar.Long, mobileFar.Country = 33.5, -86.8, newYork.Country
	const iPhone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		a, b   []option
		gap    time.Duration
		fires  int
	}{
		{"another country and another system", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(warsaw), agent(firefox)}, 20 * time.Minute, 1},
		{"a hosting network and another device", scene.Worker{}, []option{from(newYork), device("okta:a", 0), agent(chrome)}, []option{from(rented), device("okta:b", 0), agent(chrome)}, 20 * time.Minute, 1},
		{"told in the wrong order", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(warsaw), agent(firefox)}, -20 * time.Minute, 1},
		{"two hours between", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(warsaw), agent(firefox)}, 2 * time.Hour, 0},
		{"Wi-Fi to mobile, the same browser", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(mobileNear), agent(chrome)}, 5 * time.Minute, 0},
		{"an update of the browser and a VPN", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(vpn), agent(chrome2)}, 5 * time.Minute, 0},
		{"a mail program behind a split tunnel", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(vpn), agent(outlook), device("okta:a", 0)}, 5 * time.Minute, 1},
		{"the same with both devices known", scene.Worker{}, []option{from(newYork), agent(chrome), device("okta:a", 0)}, []option{from(vpn), agent(outlook), device("okta:a", 0)}, 5 * time.Minute, 0},
		{"two programs near by", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(mobileNear), agent(firefox)}, 5 * time.Minute, 0},
		{"a telephone, placed far off by its carrier", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(mobileFar), agent(iPhone)}, 5 * time.Minute, 0},
		{"a telephone abroad", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(warsaw), agent(iPhone)}, 5 * time.Minute, 1},
		{"the firm's exit", scene.Worker{}, []option{from(newYork), agent(chrome)}, []option{from(office), agent(firefox)}, 5 * time.Minute, 0},
		{"an agreed VPN", scene.Worker{Exceptions: []string{"vpn"}}, []option{from(newYork), agent(chrome)}, []option{from(vpn), agent(firefox)}, 5 * time.Minute, 0},
		{"nothing known of the program", scene.Worker{}, []option{from(newYork)}, []option{from(warsaw)}, 5 * time.Minute, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "America/New_York")
			use := telemetry.Event{Class: telemetry.APIActivity, Activity: telemetry.Read}
			c.event("p", monday, use, append([]option{inSession("s1")}, tc.a...)...)
			c.event("p", monday.Add(tc.gap), use, append([]option{inSession("s1")}, tc.b...)...)
			c.event("p", monday.Add(tc.gap), use, append([]option{inSession("s2")}, tc.b...)...)
			c.wants("p", "NET-12", tc.fires, "within an hour from two networks")
		})
	}
}

// NET-09
func TestRoundTheClock(t *testing.T) {
	every := func(hours ...float64) func(c *company, day int) {
		return func(c *company, day int) {
			for _, h := range hours {
				c.push("p", monday.AddDate(0, 0, day).Add(time.Duration(h*float64(time.Hour))), inSession("s"))
			}
		}
	}
	for _, tc := range []struct {
		name   string
		worker scene.Worker
		day    func(c *company, day int)
		days   int
		fires  int
	}{
		{"in turns by day and night", scene.Worker{}, every(0, 3, 6, 9, 12, 15, 18, 21), 5, 1},
		{"two days of it", scene.Worker{}, every(0, 3, 6, 9, 12, 15, 18, 21), 2, 0},
		{"long days with sleep", scene.Worker{}, every(0, 3, 6, 9, 12, 15, 16), 20, 0},
		{"on call by agreement", scene.Worker{Exceptions: []string{"on-call"}}, every(0, 3, 6, 9, 12, 15, 18, 21), 5, 0},
		{"other hours by accommodation", scene.Worker{Accommodations: []bonafide.Accommodation{"hours"}}, every(0, 3, 6, 9, 12, 15, 18, 21), 5, 0},
		{"tokens that renew themselves", scene.Worker{}, func(c *company, day int) {
			for h := range 24 {
				e := login
				e.Metadata.Code = "app.oauth2.token.grant.refresh_token"
				c.event("p", monday.AddDate(0, 0, day).Add(time.Duration(h)*time.Hour), e, inSession("s"))
			}
		}, 10, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := found(t, Config{})
			c.hire("p", tc.worker, "UTC")
			for n := range tc.days {
				tc.day(c, n)
			}
			c.wants("p", "NET-09", tc.fires, "without a pause of six")
		})
	}
	t.Run("a new session every day", func(t *testing.T) {
		c := found(t, Config{})
		c.hire("p", scene.Worker{}, "UTC")
		for n := range 10 {
			for h := range 24 {
				c.push("p", monday.AddDate(0, 0, n).Add(time.Duration(h)*time.Hour), inSession(dateWord(uint16(20000+2*n+h/12))))
			}
		}
		c.quiet("p")
	})
}
