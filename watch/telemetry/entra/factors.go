package entra

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

// maxFactors bounds the factors of one event.
const maxFactors = 8

const (
	fPhone = iota
	fAltPhone
	fVoicePhone
	fDevice
	fToken
	fKey
)

// One factor, as the several services write it inside of a changed property.
var factor = jsonline.NewShape(
	jsonline.At("PhoneNumber", fPhone), jsonline.At("AlternativePhoneNumber", fAltPhone), jsonline.At("VoiceOnlyPhoneNumber", fVoicePhone),
	jsonline.At("DeviceId", fDevice), jsonline.At("DeviceToken", fToken),
	jsonline.At("KeyIdentifier", fKey), jsonline.At("*", 0),
)

// properties are those that hold factors, with what kind of factor it is.
var properties = map[string]string{
	"StrongAuthenticationUserDetails": "phone", "StrongAuthenticationPhoneAppDetail": "phone app", "StrongAuthenticationPhoneAppDetails": "phone app",
	"SearchableDeviceKey": "device key", "PhoneNumber": "phone", "AuthenticationPhone": "phone", "authenticationMethod": "method",
}

// factors takes the phones and devices out of a changed property of an account.
// The new value counts; where there is none the old one, which was taken away.
func factors(e *telemetry.Event, name, fresh, old string) {
	kind := properties[name]
	if kind == "" {
		return
	}
	text := strings.TrimSpace(fresh)
	if text == "" || text == "[]" || text == "{}" || text == "null" {
		text = strings.TrimSpace(old)
	}
	if text == "" || len(text) > 64<<10 {
		return
	}
	if text[0] != '[' && text[0] != '{' {
		if text = strings.Trim(text, `"`); telemetry.IsPhone(text) {
			add(e, telemetry.Factor{Type: kind, Device: telemetry.Token("phone", text)})
		}
		return
	}
	var list, v jsonline.Values
	if err := one.Read(`{"v":`+text+`}`, &list); err != nil {
		return // a property that holds no JSON says nothing of a factor
	}
	for x := list.At(0).Elements(); x.Next() && len(e.Factors) < maxFactors; {
		factor.ReadValue(x.Value(), &v)
		for _, slot := range [...]int{fPhone, fAltPhone, fVoicePhone} {
			if p := v.Text(slot); telemetry.IsPhone(p) {
				add(e, telemetry.Factor{Type: kind, Device: telemetry.Token("phone", p)})
			}
		}
		switch id := v.First(fDevice, fKey); {
		case id != "" && !strings.HasPrefix(id, "00000000-0000-0000"):
			add(e, telemetry.Factor{Type: kind, Device: id})
		case v.Text(fToken) != "" && v.Text(fToken) != "NO_DEVICE_TOKEN":
			// What notifications are sent to: it says which phone, and is nobody's business.
			add(e, telemetry.Factor{Type: kind, Device: telemetry.Token("device", v.Text(fToken))})
		}
	}
}

var one = jsonline.NewShape(jsonline.At("v", 0))

func add(e *telemetry.Event, f telemetry.Factor) {
	for _, have := range e.Factors {
		if have == f {
			return
		}
	}
	if len(e.Factors) < maxFactors {
		e.Factors = append(e.Factors, f)
	}
}
