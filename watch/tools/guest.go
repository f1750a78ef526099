package tools

import (
	"strings"

	"bonafide/watch/telemetry"
)

// guest is how a virtual machine gives its maker and model.
type guest struct {
	vendor, name string
	// maker is the whole name of the maker, model what the model begins with; empty
	// asks for nothing.
	maker, model string
}

var guests = []guest{
	{"VMware", "VMware guest", "", "VMware"},
	{"VMware", "VMware guest", "VMware, Inc.", ""},
	{"VirtualBox", "VirtualBox guest", "", "VirtualBox"},
	{"VirtualBox", "VirtualBox guest", "innotek GmbH", ""},
	{"Parallels", "Parallels guest", "", "Parallels"},
	{"QEMU", "QEMU guest", "QEMU", ""},
	{"QEMU", "QEMU guest", "", "QEMU"},
	{"QEMU", "QEMU guest", "", "Standard PC ("},
	{"KVM", "KVM guest", "", "KVM"},
	{"Xen", "Xen guest", "Xen", ""},
	{"Microsoft", "Hyper-V guest", "Microsoft Corporation", "Virtual Machine"},
	{"Bochs", "Bochs guest", "Bochs", ""},
	{"Apple", "Apple virtual machine", "", "VirtualMac"},
	{"Amazon", "Amazon EC2 instance", "Amazon EC2", ""},
	{"Google", "Google Compute Engine instance", "Google", "Google Compute Engine"},
	{"OpenStack", "OpenStack instance", "OpenStack Foundation", ""},
	{"DigitalOcean", "DigitalOcean droplet", "DigitalOcean", ""},
	{"Hetzner", "Hetzner server", "Hetzner", "vServer"},
	{"Vultr", "Vultr server", "Vultr", ""},
}

func guestOf(list []guest, d *telemetry.Device) *guest {
	if d.Vendor == "" && d.Model == "" {
		return nil
	}
	for i := range list {
		g := &list[i]
		if (g.maker == "" || strings.EqualFold(d.Vendor, g.maker)) && (g.model == "" || len(d.Model) >= len(g.model) && strings.EqualFold(d.Model[:len(g.model)], g.model)) {
			return g
		}
	}
	return nil
}
