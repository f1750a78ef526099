package main

import (
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"bonafide/app"
	"bonafide/dataset"
	"bonafide/strict"
)

func (e *env) data() *cobra.Command {
	c := &cobra.Command{
		Use:   "data",
		Short: "Install reference tables and show how old they are",
		Long: `Reference tables say which mail domains are disposable, where a network address
lies and who runs it. bonafide ships none but a few lines for its samples: tables are
installed from a file, a folder or a mirror of your own, and each verdict names the
table, its version and its age.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var folder string
	c.PersistentFlags().StringVar(&folder, "data", "", "`FOLDER` of the tables (default: data.folder of the configuration)")
	c.AddCommand(e.dataUpdate(&folder), e.dataStatus(&folder))
	return c
}

func (e *env) dataFolder(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	config, err := app.LoadConfig(e.config)
	return config.Data.Folder, err
}
