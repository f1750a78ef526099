package osquery

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// zone is the time zone that the device is set to. The table "time" also has a
// column for the zone that it reports in, which is always UTC.
func zone(c *jsonline.Values, t string) string {
	if z := c.Text(cZone); z != "" {
		return z
	}
	if t == "time" {
		return ""
	}
	return c.Text(cZoneShown)
}

// word reports whether a table's name has a word, between lines, dashes or dots.
func word(t string, words ...string) bool {
	for part := range strings.FieldsFuncSeq(t, func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, w := range words {
			if part == w {
				return true
			}
		}
	}
	return false
}

// present reads what a row tells of somebody being at the device.
func present(e *telemetry.Event, c *jsonline.Values, t string, removed bool) {
	var p telemetry.Presence
	change := e.Metadata.Code == "added" // a row that is there the first time, or again with another value
	if word(t, "battery", "power", "ac", "adapter") {
		p.Mains = mains(c)
		if removed {
			p.Mains = 0 // what was so until now
		}
	}
	switch {
	case c.At(cLid).Given() && change, word(t, "lid", "clamshell") && change:
		p.LidMoved = telemetry.Yes
	}
	if b, ok := c.At(cMoved).Bool(); ok && b {
		p.Moved = telemetry.Yes
	}
	if word(t, "usb", "audio", "sound", "bluetooth", "microphones") {
		sound(&p, c, removed)
	}
	if p != (telemetry.Presence{}) {
		e.Presence = &p
	}
}

// mains reads a battery: from its state in words or from what it does.
func mains(c *jsonline.Values) telemetry.Truth {
	for _, slot := range [...]int{cState, cPower, cStatus} {
		switch s := strings.ToLower(c.Text(slot)); {
		case s == "":
		case strings.Contains(s, "discharging"), strings.Contains(s, "battery"), s == "unplugged", slot == cPower && (s == "0" || s == "false" || s == "no" || s == "offline"):
			return telemetry.No
		case strings.Contains(s, "charging"), strings.Contains(s, "charged"), s == "full", strings.HasPrefix(s, "ac"), s == "mains", s == "plugged in", slot == cPower && (s == "1" || s == "true" || s == "yes" || s == "online"):
			return telemetry.Yes
		}
	}
	for _, slot := range [...]int{cCharging, cCharged} {
		if b, ok := c.At(slot).Bool(); ok && b {
			return telemetry.Yes
		}
	}
	return 0
}

// usbAudio is the class of USB devices that carry sound.
const usbAudio = "1"

func sound(p *telemetry.Presence, c *jsonline.Values, removed bool) {
	name := c.First(cName, cModel, cDescribed)
	builtIn, told := c.At(cBuiltIn).Bool()
	if !told {
		builtIn = strings.EqualFold(c.Text(cTransport), "built-in") || strings.EqualFold(c.Text(cTransport), "builtin") || telemetry.IsLocalAudio(name)
	}
	if telemetry.IsHeadset(name) || c.Text(cClass) == usbAudio && c.At(cVendorID).Given() {
		p.Headset = telemetry.Yes
		if removed {
			p.Headset = telemetry.No
		}
	}
	if used, ok := c.At(cInUse).Bool(); ok && builtIn && !removed {
		p.LocalAudio = telemetry.No
		if used {
			p.LocalAudio = telemetry.Yes
		}
	}
}
