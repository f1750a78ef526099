package telemetry

import "testing"

func TestTokens(t *testing.T) {
	phone := Token("phone", "+1 (202) 555-0101")
	for _, s := range []string{"+12025550101", "0012025550101", "1 202 555.0101", "+1-202-555-0101"} {
		if got := Token("phone", s); got != phone {
			t.Errorf("%q is %s, not %s", s, got, phone)
		}
	}
	if Token("phone", "+12025550102") == phone || Token("account", "+12025550101") == phone || Token("phone", " - ") != "" {
		t.Error("tokens of different things are equal, or of nothing something")
	}
	if len(phone) != len("phone:")+16 {
		t.Error(phone)
	}
}

func TestSoundDevices(t *testing.T) {
	for name, want := range map[string][2]bool{
		"Jabra Evolve2 65": {true, false}, "Ann's AirPods Pro": {true, false}, "MacBook Pro Microphone": {false, true}, "Microphone Array (Realtek)": {false, true}, "HDMI Capture": {false, false},
		"OBS Virtual Microphone": {false, false}, "Speakers": {false, true}, "Internal HDMI": {false, false}, "": {false, false},
	} {
		if got := [2]bool{IsHeadset(name), IsLocalAudio(name)}; got != want {
			t.Errorf("%q: %v", name, got)
		}
	}
}

func TestStampsOfExports(t *testing.T) {
	for s, want := range map[string]string{
		"05/13/2026 03:00:01 PM": "2026-05-13T15:00:01Z", "5/13/2026 3:00 PM": "2026-05-13T15:00:00Z", "5/13/2026 15:00": "2026-05-13T15:00:00Z", "May 13, 2026 3:00:01 PM": "2026-05-13T15:00:01Z", "13.5.2026": "2026-05-13T00:00:00Z",
		"13.05.2026 15:00": "2026-05-13T15:00:00Z", "13-May-2026": "2026-05-13T00:00:00Z", "2026/05/13 15:00:01": "2026-05-13T15:00:01Z", "January 2, 2026": "2026-01-02T00:00:00Z", "13/05/2026": "",
	} {
		got, ok := StampText(s)
		if ok != (want != "") || ok && got.Format("2006-01-02T15:04:05Z") != want {
			t.Errorf("%q became %v", s, got)
		}
	}
}
