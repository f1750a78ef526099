// Package mdm reads the inventory of device management: one device a line as Jamf
// Pro, Microsoft Intune or Kandji list it, or flat under the names these share,
// and Intune's audit log. A device comes out as Device Inventory Info with its
// serial number, the account it is assigned to, its posture and when it last
// reported; an audit record as Entity Management.
package mdm

import (
	"strings"

	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/jsonline"
)

const (
	id = iota
	uuid
	name
	serial
	model
	maker
	system
	systemVersion
	build
	mac
	ip
	owner
	ownerEmail
	ownerName
	ownerID
	seen
	enrolled
	managed
	compliance
	ownership
	assetTag
	encrypted
	reported
	zone
	power
	// Intune's audit log.
	auditID
	auditTime
	operation
	operationTime
	actor
	actorID
	application
	result
	resultText
	targets
	identity
)

// Parser reads device inventories.
type Parser struct{ telemetry.Format }

// New is the parser.
func New() *Parser {
	f := jsonline.At
	return &Parser{telemetry.Format{
		Source:  "mdm",
		Product: telemetry.Product{Name: "Device Management"},
		LogName: "inventory",
		Marks: [][]string{{"serialNumber", "deviceName"}, {"serial_number", "device_id"}, {"serial_number", "device_name"}, {"general", "hardware"}, {"udid", "hardware"}, {"category", "operationName", "identity", "properties", "!resourceId"},
			{"serial", "os_version"}, {"serial_number", "last_check_in"}},
		Shape: jsonline.NewShape(
			// Intune managedDevice.
			f("id", id), f("azureADDeviceId", uuid), f("deviceName", name), f("serialNumber", serial), f("model", model), f("manufacturer", maker), f("operatingSystem", system), f("osVersion", systemVersion), f("wiFiMacAddress", mac),
			f("userPrincipalName", owner), f("emailAddress", ownerEmail), f("userDisplayName", ownerName), f("userId", ownerID), f("lastSyncDateTime", seen), f("enrolledDateTime", enrolled), f("complianceState", compliance),
			f("managedDeviceOwnerType", ownership), f("isEncrypted", encrypted), f("managementState", managed),
			// Jamf Pro computer inventory.
			f("udid", uuid), f("general.name", name), f("general.lastIpAddress", ip), f("general.lastContactTime", seen), f("general.reportDate", reported), f("general.lastEnrolledDate", enrolled), f("general.assetTag", assetTag),
			f("general.remoteManagement.managed", managed), f("general.remoteManagement.*", 0), f("general.*", 0), f("hardware.serialNumber", serial), f("hardware.model", model), f("hardware.make", maker), f("hardware.macAddress", mac), f("hardware.*", 0),
			f("operatingSystem.name", system), f("operatingSystem.version", systemVersion), f("operatingSystem.build", build), f("operatingSystem.*", 0), f("userAndLocation.username", owner), f("userAndLocation.email", ownerEmail),
			f("userAndLocation.realname", ownerName), f("userAndLocation.*", 0),
			// Kandji and flat exports.
			f("device_id", id), f("device_name", name), f("hostname", name), f("serial_number", serial), f("serial", serial), f("platform", system), f("os", system), f("os_version", systemVersion), f("mac_address", mac), f("ip_address", ip),
			f("last_check_in", seen), f("last_seen", seen), f("first_enrollment", enrolled), f("enrolled_at", enrolled), f("user", owner), f("user.email", ownerEmail), f("user.name", ownerName), f("user.id", ownerID), f("user.*", 0), f("assigned_to", owner), f("asset_tag", assetTag),
			f("is_managed", managed), f("compliant", compliance), f("ownership", ownership),
			f("time_zone", zone), f("timezone", zone), f("general.timeZone", zone), f("power_source", power), f("powerSource", power), f("general.powerSource", power), f("hardware.powerSource", power),
			// Intune audit log.
			f("time", auditTime), f("operationName", operation), f("identity", identity), f("resultType", result), f("resultDescription", resultText), f("correlationId", auditID), f("properties.AuditEventId", auditID), f("properties.ActivityDate", operationTime),
			f("properties.Actor.UPN", actor), f("properties.Actor.ObjectId", actorID), f("properties.Actor.ApplicationName", application), f("properties.Actor.*", 0), f("properties.TargetDisplayNames", targets), f("properties.*", 0),
		).Known("category", "tenantId", "blueprint_id", "blueprint_name", "mdm_enabled", "agent_installed", "is_missing", "is_removed", "agent_version", "lost_mode_status", "tags", "diskEncryption", "storage", "applications", "security",
			"purchasing", "printers", "services", "configurationProfiles", "extensionAttributes", "groupMemberships", "managementAgent", "deviceEnrollmentType", "totalStorageSpaceInBytes", "freeStorageSpaceInBytes", "p_log_type"),
	}}
}

// Parse implements [telemetry.Parser].
func (p *Parser) Parse(line []byte, into []telemetry.Event) ([]telemetry.Event, error) {
	r, err := p.Open(line)
	if err != nil {
		return into, err
	}
	defer p.Done(r)
	into, e := telemetry.Extend(into)
	p.Begin(r, e)
	v := &r.Values
	if v.At(operation).Given() {
		audit(v, e)
	} else {
		inventory(v, e)
	}
	return into, nil
}

func inventory(v *jsonline.Values, e *telemetry.Event) {
	e.Class, e.Activity, e.Status = telemetry.DeviceInventory, telemetry.Collect, telemetry.Success
	e.When(v, "last_seen", seen, reported, enrolled)
	d := telemetry.Device{UID: v.First(uuid, id), UIDAlt: v.Text(assetTag), Name: v.Text(name), Hostname: v.Text(name), Serial: strings.TrimSpace(v.Text(serial)), Model: v.Text(model), Vendor: v.Text(maker), MAC: v.Text(mac), IP: v.Text(ip),
		OS:   telemetry.OS{Name: v.Text(system), Version: v.Text(systemVersion), Build: v.Text(build), TypeID: telemetry.SystemOf(v.Text(system))},
		Seen: telemetry.StampOr(v.At(seen)), First: telemetry.StampOr(v.At(enrolled)), Managed: managedOf(v.At(managed)),
	}
	if d.Serial == "" {
		e.Lack("serial_number")
	}
	if login := v.First(ownerEmail, owner); login != "" {
		d.Owner = telemetry.Account(login)
		d.Owner.UID, d.Owner.FullName = v.Text(ownerID), v.Text(ownerName)
	}
	switch strings.ToLower(v.Text(compliance)) {
	case "compliant", "true", "1", "yes":
		d.Compliant = telemetry.Yes
	case "noncompliant", "false", "0", "no", "error", "conflict":
		d.Compliant = telemetry.No
	}
	switch strings.ToLower(v.Text(ownership)) {
	case "company", "corporate":
		d.Personal = telemetry.No
	case "personal", "byod":
		d.Personal = telemetry.Yes
	}
	d.Zone = v.Text(zone)
	e.Device = d
	switch s := strings.ToLower(v.Text(power)); {
	case strings.HasPrefix(s, "ac"), s == "mains":
		e.Presence = &telemetry.Presence{Mains: telemetry.Yes}
	case strings.HasPrefix(s, "battery"):
		e.Presence = &telemetry.Presence{Mains: telemetry.No}
	}
	if enc := telemetry.TruthOf(v.At(encrypted)); enc == telemetry.No {
		e.StatusDetail = "not encrypted"
	}
	if at := e.Metadata.OriginalTime; at != "" && d.UID != "" {
		e.Metadata.UID = d.UID + "/" + at
	}
}

func managedOf(v jsonline.Value) telemetry.Truth {
	if v.Text() == "managed" {
		return telemetry.Yes
	}
	return telemetry.TruthOf(v)
}

func audit(v *jsonline.Values, e *telemetry.Event) {
	e.Class, e.Activity = telemetry.EntityManagement, telemetry.Other
	e.Metadata.LogName, e.Metadata.Product = "AuditLogs", telemetry.Product{Name: "Intune", Vendor: "Microsoft"}
	e.When(v, "time", auditTime, operationTime)
	op := v.Text(operation)
	e.Metadata.Code, e.Metadata.UID = op, v.Text(auditID)
	verb, kind, _ := strings.Cut(op, " ")
	switch strings.ToLower(verb) {
	case "create", "add", "assign":
		e.Activity = telemetry.Create
	case "patch", "update", "set":
		e.Activity = telemetry.Update
	case "delete", "remove", "wipe", "retire":
		e.Activity = telemetry.Delete
	}
	e.Entity.Type = kind
	for x := v.At(targets).Elements(); x.Next(); {
		e.Entity.Name = x.Value().Text()
		break
	}
	e.Actor.User = telemetry.Account(v.First(actor, identity))
	e.Actor.User.UID, e.Actor.AppName = v.Text(actorID), v.Text(application)
	if strings.EqualFold(v.Text(result), "success") {
		e.Status = telemetry.Success
	} else if v.Text(result) != "" {
		e.Status, e.StatusDetail = telemetry.Failure, v.Text(resultText)
	}
}
