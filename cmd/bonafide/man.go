package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func (e *env) man() *cobra.Command {
	return &cobra.Command{
		Use:   "man FOLDER",
		Short: "Write the manual pages into a folder",
		Args:  cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root := c.Root()
			for _, each := range everyCommand(root) {
				each.DisableAutoGenTag = true
			}
			return doc.GenManTree(root, &doc.GenManHeader{Title: "BONAFIDE", Section: "1", Source: "bonafide " + version, Manual: "bonafide"}, args[0])
		},
	}
}
