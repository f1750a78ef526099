package telemetry

import "strings"

var headsets = []string{"headset", "headphone", "earphone", "earbud", "airpod", "jabra", "plantronics", "poly ", "galaxy buds", "pixel buds", "quietcomfort"}

// IsHeadset reports whether the name of a sound device is that of a headset or of
// earphones.
func IsHeadset(name string) bool {
	for _, w := range headsets {
		if has(name, w) {
			return true
		}
	}
	return false
}

var captures = []string{"virtual", "obs", "capture", "hdmi", "cable", "vb-audio", "loopback", "blackhole", "soundflower", "voicemod", "remote", "dummy", "displayport", "null"}

// IsLocalAudio reports whether the name of a sound device is that of a microphone or
// loudspeaker that belongs to the machine, and not of a programme or of a
// device that records what a screen shows.
func IsLocalAudio(name string) bool {
	for _, w := range captures {
		if has(name, w) {
			return false
		}
	}
	for _, w := range []string{"built-in", "builtin", "internal", "integrated", "macbook", "realtek", "microphone array", "laptop"} {
		if has(name, w) {
			return true
		}
	}
	return strings.EqualFold(name, "speakers") || strings.EqualFold(name, "microphone")
}
