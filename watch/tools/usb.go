package tools

import (
	"bytes"
	"strings"

	"bonafide/watch/telemetry"
)

// gadget is the pair that every Linux composite gadget has: single-board computers,
// phones, KVMs. It says nothing alone.
const gadgetVendor, gadgetProduct = "1d6b", "0104"

// peripheral looks at what a plugged-in thing calls itself.
func (t *Table) peripheral(p *telemetry.Peripheral, message string) (*known, string) {
	via := ViaUSB
	if strings.Contains(message, "display") || strings.EqualFold(p.Class, "Monitor") || strings.HasPrefix(p.UID, `DISPLAY\`) {
		via = ViaDisplay
	}
	if len(p.VendorID) == 4 && len(p.ProductID) == 4 {
		var b [9]byte
		id := lower(append(lower(b[:0], p.VendorID), ':'), p.ProductID)
		if k := t.ids.find(id); k != nil {
			return k, via
		}
	}
	var b [512]byte
	text := b[:0]
	for _, s := range [...]string{p.Name, p.Vendor, p.Model, p.UID} {
		if len(text)+len(s) < len(b) {
			text = append(lower(text, s), '|')
		}
	}
	for i := range t.usb {
		if bytes.Contains(text, []byte(t.usb[i].text)) {
			return t.usb[i].tool, via
		}
	}
	if !strings.EqualFold(p.VendorID, gadgetVendor) || !strings.EqualFold(p.ProductID, gadgetProduct) {
		return nil, ""
	}
	// Names that ordinary things have too say something on a gadget.
	switch {
	case bytes.Contains(text, []byte("composite kvm")):
		return t.serials.tools["cafebabe"], via
	case bytes.Contains(text, []byte("usb emulation device")):
		return t.domains.tools["jetkvm.local"], via
	}
	return t.serials.whole(p.Serial), via
}
