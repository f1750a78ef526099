package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/strict"
)

func (e *env) configuration() *cobra.Command {
	c := &cobra.Command{Use: "config", Short: "Check or print the configuration", Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() }}
	c.AddCommand(&cobra.Command{
		Use:   "check",
		Short: "Say whether the configuration can be used",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if _, err := app.LoadConfig(e.config); err != nil {
				return err
			}
			path, named := app.ConfigPath(e.config)
			if !named {
				path += " (or the defaults, where that does not exist)"
			}
			_, err := fmt.Fprintf(e.out, "ok: %s\n", path)
			return err
		},
	}, &cobra.Command{
		Use:   "print",
		Short: "Print the configuration in force, with every default",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			config, err := app.LoadConfig(e.config)
			if err != nil {
				return err
			}
			out, err := strict.MarshalIndent(config)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "%s\n", out)
			return err
		},
	})
	return c
}
