package main

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"bonafide/catalog"
)

func (e *env) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions of program and catalogue",
		Args:  cobra.NoArgs,
		RunE:  func(*cobra.Command, []string) error { return e.sayVersion() },
	}
}

func (e *env) sayVersion() error {
	c, err := catalog.Load()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(e.out, "bonafide %s, catalogue %s, %s %s/%s\n", version, c.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
