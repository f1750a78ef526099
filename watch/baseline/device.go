package baseline

import (
	"fmt"
	"math/bits"
	"strings"

	"bonafide/watch/scene"
	"bonafide/watch/telemetry"
)

// machine takes in what a machine told of itself: where it is, in which network.
func (b *Book) machine(w *worker, d *day, s *scene.Scene, m moment) {
	if !s.Device.Issued || s.Device.Owner != s.Person {
		return
	}
	d.flags |= deviceOn
	e := s.Event
	// An agent's connections name the far end too: only inventories, tunnels and the
	// machine's own address tell where it stands.
	if s.Net.Key == "" || e.Src.IP != "" && e.Class != telemetry.TunnelActivity && e.Class.Category() != 5 {
		return
	}
	sp := spotOf(&s.Net)
	if sp.class.hides() || sp.class.rented() {
		return // a tunnel's exit is not where the machine stands
	}
	net := s.Net.ASN
	if net == 0 {
		net = b.keys.of(s.Net.Key)
	}
	switch {
	case d.net == 0:
		d.net = net
	case d.net != net:
		d.flags |= manyNets
	}
	if !sp.known() {
		return
	}
	p := w.place(&sp, m.day)
	if d.device[0] == p || d.device[1] == p {
		return
	}
	if d.device[0] == 0 {
		d.device[0] = p
	} else {
		d.device[1] = p
	}
}

// arrival says that an issued device was first seen elsewhere than it was
// delivered (ONB-05). Two check-ins an hour apart have to agree.
func (b *Book) arrival(w *worker, s *scene.Scene, m moment, device *entry) {
	if s.Device.Age == nil || *s.Device.Age < 0 || *s.Device.Age > 14 || device.is&near != 0 || s.Worker == nil {
		return
	}
	sp := spotOf(&s.Net)
	if sp.class.hides() || sp.class.rented() || !sp.known() || s.Worker.Travelling {
		return
	}
	home := countryOf(s.Worker.Country)
	if home == [2]byte{} || sp.country == [2]byte{} {
		return
	}
	if sp.country == home {
		device.is |= near
		return
	}
	minute := uint32(m.unix / 60)
	switch {
	case device.aux == 0:
		device.aux = minute
	case minute+60 > device.aux && device.aux+60 > minute:
	case w.raise(ruleArrival, device.fp, m.day):
		b.deviate(w, ruleArrival, s.Event.Time, s.Device.Key,
			fmt.Sprintf("In the first %d days after delivery the issued device told twice of being in %s, while the contracted place is in %s; no notice of travel covers it.", *s.Device.Age, sp.word(), s.Worker.Country),
			evidence(s.Event, sp.word(), "held against the contracted place, "+s.Worker.Country+"; hosting, VPN and the firm's exits are left out"))
	}
}

// signs takes in what shows a person at the laptop.
func (w *worker) signs(d *day, e *telemetry.Event, n uint16) {
	var is uint8
	if p := e.Presence; p != nil {
		switch p.Mains {
		case telemetry.Yes:
			d.flags |= mains
			w.powerLast = max(w.powerLast, n)
		case telemetry.No:
			is |= battery
			w.powerLast = max(w.powerLast, n)
		}
		for _, x := range [...]struct {
			shown telemetry.Truth
			sign  uint8
		}{{p.LidMoved, lid}, {p.Moved, lid}, {p.Headset, headset}, {p.LocalAudio, audio}, {p.Biometric, biometric}} {
			if x.shown == telemetry.Yes {
				is |= x.sign
			}
		}
	}
	switch {
	case e.Peripheral != nil && e.Activity == telemetry.Connect:
		if names(e.Peripheral.Name, headsets) || names(e.Peripheral.Model, headsets) {
			is |= headset
		}
	case e.Meeting != nil:
		for _, x := range [...]string{e.Meeting.Microphone, e.Meeting.Speaker, e.Meeting.Camera} {
			switch {
			case x == "" || names(x, captures):
			case names(x, builtIn):
				is |= audio
			default:
				is |= headset
			}
		}
	case e.Class == telemetry.Authentication:
		for i := range e.Factors {
			if names(e.Factors[i].Type, biometrics) || names(e.Factors[i].Provider, biometrics) {
				is |= biometric
			}
		}
	}
	if is == 0 {
		return
	}
	d.physical |= is
	for x := is; x != 0; x &= x - 1 {
		k := bits.TrailingZeros8(x)
		w.shown[k] = max(w.shown[k], n)
	}
}

var (
	headsets   = []string{"headset", "headphone", "airpod", "earbud", "earphone", "jabra", "plantronics", "poly ", "buds", "speak", "usb audio"}
	captures   = []string{"virtual", "obs", "capture", "hdmi", "splitcam", "manycam", "droidcam", "xsplit", "v4l2", "cable", "voicemod", "vb-audio", "remote audio", "dummy", "none"}
	builtIn    = []string{"built-in", "builtin", "internal", "integrated", "macbook", "facetime", "realtek", "array", "laptop"}
	biometrics = []string{"fingerprint", "touch id", "face", "windows hello", "biometric", "touchid"}
)

func names(s string, words []string) bool {
	if s == "" {
		return false
	}
	s = strings.ToLower(s)
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

var signWords = [signKinds]string{"battery", "lid or motion", "headset", "built-in audio or camera", "fingerprint or face"}

// untouched says that for a month nothing shows a person at the laptop (END-16). A
// kind of sign counts as missing only where this firm's telemetry shows it of
// others, and mains power only where the device tells of it.
func (b *Book) untouched(w *worker, today uint16, telling [signKinds]bool) {
	if w.silent(ruleUntouched, 0, today) {
		return
	}
	on, powered := 0, 0
	var net uint32
	var last uint16
	for n := before(today, 29); n <= today; n++ {
		d := w.on(n)
		if d == nil {
			continue
		}
		if d.physical != 0 || d.flags&manyNets != 0 || d.net != 0 && net != 0 && d.net != net {
			return
		}
		if d.net != 0 {
			net = d.net
		}
		if d.flags&deviceOn != 0 {
			on++
			last = n
		}
		if d.flags&mains != 0 {
			powered++
		}
	}
	telling[0] = powered >= 15
	var missing []string
	for k, tells := range telling {
		if tells {
			missing = append(missing, signWords[k])
		}
	}
	if net != 0 {
		missing = append(missing, "a second network")
	}
	if on < 20 || len(missing) < 3 || !telling[0] && !telling[1] && !telling[3] || !w.raise(ruleUntouched, 0, today) {
		return
	}
	at := w.endOf(last)
	b.deviate(w, ruleUntouched, at, "laptop",
		fmt.Sprintf("In 30 days, on %d of which the issued laptop was seen, it showed none of: %s.", on, strings.Join(missing, ", ")),
		held(fmt.Sprintf("%d days", on), "only signs that the telemetry of this firm shows are counted; not available: "+notTold(telling), at))
}

func notTold(telling [signKinds]bool) string {
	var out []string
	for k, tells := range telling {
		if !tells {
			out = append(out, signWords[k])
		}
	}
	if len(out) == 0 {
		return "nothing"
	}
	return strings.Join(out, ", ")
}
