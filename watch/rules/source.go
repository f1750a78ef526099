package rules

import (
	"strconv"

	"bonafide/watch/sigma"
	"bonafide/watch/telemetry"
)

// Product is what rules over scenes name as the product of their log source.
const Product = "bonafide"

// categories are the log sources of scenes, by OCSF class. An event belongs to each
// that names its class.
var categories = []struct {
	name    string
	classes []telemetry.Class
}{
	{"sign_in", []telemetry.Class{telemetry.Authentication}},
	{"account", []telemetry.Class{telemetry.AccountChange, telemetry.EntityManagement}},
	{"access", []telemetry.Class{telemetry.UserAccess, telemetry.GroupManagement, telemetry.AuthorizeSession}},
	{"process", []telemetry.Class{telemetry.ProcessActivity, telemetry.ScriptActivity}},
	{"software", []telemetry.Class{telemetry.SoftwareInventory, telemetry.ModuleActivity}},
	{"startup", []telemetry.Class{telemetry.StartupItemQuery, telemetry.ServiceQuery}},
	{"peripheral", []telemetry.Class{telemetry.PeripheralActivity, telemetry.PeripheralQuery}},
	{"dns", []telemetry.Class{telemetry.DNSActivity}},
	{"network", []telemetry.Class{telemetry.NetworkActivity, telemetry.RDPActivity}},
	{"tunnel", []telemetry.Class{telemetry.TunnelActivity}},
	{"cloud", []telemetry.Class{telemetry.APIActivity}},
	{"file", []telemetry.Class{telemetry.FileSystemActivity, telemetry.FileHosting, telemetry.WebResourcesActivity}},
	{"inventory", []telemetry.Class{telemetry.DeviceInventory, telemetry.DeviceConfig, telemetry.UserInventory, telemetry.RegistryKey, telemetry.RegistryValue}},
	{"alert", []telemetry.Class{telemetry.DetectionFinding, telemetry.IncidentFinding, telemetry.IAMAnalysisFinding}},
}

// Sources are the forms in which scenes reach rules: one a category. The result is
// the caller's.
func Sources() []sigma.Source {
	var out []sigma.Source
	source := func(category string, when ...sigma.Clause) {
		out = append(out, sigma.Source{Name: "scene " + category, Logsource: sigma.Logsource{Product: Product, Category: category}, When: when, Times: []string{"time_dt"}})
	}
	for _, c := range categories {
		var numbers []string
		for _, k := range c.classes {
			numbers = append(numbers, strconv.Itoa(int(k)))
		}
		source(c.name, sigma.Clause{{Paths: []string{"class_uid"}, Values: numbers}})
	}
	source("meeting", sigma.Clause{{Paths: []string{"meeting"}}})
	source("worker", sigma.Clause{{Paths: []string{"worker.fact"}}})
	source("code", sigma.Clause{{Paths: []string{"metadata.product.vendor_name"}, Values: []string{"GitHub", "GitLab", "Bitbucket"}}})
	return out
}

// Categories are the names of the log sources, in order.
func Categories() []string {
	var out []string
	for _, s := range Sources() {
		out = append(out, s.Logsource.Category)
	}
	return out
}
