package mdm

import (
	"bonafide/watch/telemetry"
	"bonafide/watch/telemetry/csvline"
)

// exported are the columns of the inventories that consoles download, by their plain
// form, and the members of the flat form.
var exported = map[string]string{
	"deviceid": "device_id", "devicename": "device_name", "computername": "device_name", "serialnumber": "serial_number", "serial": "serial_number", "model": "model", "manufacturer": "manufacturer",
	"os": "os", "operatingsystem": "os", "platform": "os", "osversion": "os_version", "operatingsystemversion": "os_version",
	"assigneduseremail": "user.email", "assignedtoemail": "user.email", "useremail": "user.email", "emailaddress": "user.email", "primaryuseremailaddress": "user.email", "primaryuseremail": "user.email",
	"primaryuserupn": "userPrincipalName", "userprincipalname": "userPrincipalName", "assigneduser": "assigned_to", "assignedto": "assigned_to", "primaryuserdisplayname": "user.name",
	"lastcheckin": "last_check_in", "lastcheckindate": "last_check_in", "lastseen": "last_check_in", "lastcontact": "last_check_in", "lastsync": "last_check_in",
	"enrolledat": "enrolled_at", "enrollmentdate": "enrolled_at", "enrolled": "enrolled_at", "enrolleddate": "enrolled_at", "firstenrollment": "enrolled_at",
	"managed": "is_managed", "ismanaged": "is_managed", "compliance": "complianceState", "compliancestate": "complianceState", "compliant": "complianceState", "ownership": "ownership",
	"encrypted": "isEncrypted", "isencrypted": "isEncrypted", "wifimac": "mac_address", "wifimacaddress": "mac_address", "macaddress": "mac_address", "ipaddress": "ip_address", "assettag": "asset_tag", "timezone": "time_zone",
}

// Export reads the head of an inventory as the consoles of Intune, Jamf and Kandji
// download it: a device a row, with its serial number and when it last reported or was
// enrolled.
func (p *Parser) Export(head []byte) (telemetry.Parser, bool) {
	names, separator := telemetry.Columns(head)
	paths, has := telemetry.Paths(names, func(name string) string { return exported[csvline.Plain(name)] })
	if !has["serial_number"] || !has["device_name"] || !has["last_check_in"] && !has["enrolled_at"] && !has["complianceState"] {
		return nil, false
	}
	return telemetry.NewRows(p, separator, paths), true
}
