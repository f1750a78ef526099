package tools_test

import (
	"fmt"

	"bonafide/watch/telemetry"
	"bonafide/watch/tools"
)

func ExampleTable_Of() {
	table, err := tools.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	e := telemetry.Event{Class: telemetry.ProcessActivity, Process: &telemetry.Process{Name: "notes.exe", File: &telemetry.File{Original: "AnyDesk.exe"}}}
	tool, ok := table.Of(&e)
	fmt.Println(ok, tool.Kind, tool.Vendor, tool.Via)
	// Output: true remote-control AnyDesk process
}
