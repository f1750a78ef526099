package main

import (
	"errors"
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

func (e *env) dataUpdate(folder *string) *cobra.Command {
	var from, kind string
	var allowShrink, asJSON bool
	c := &cobra.Command{
		Use:   "update --from FILE|FOLDER|URL",
		Short: "Install tables from a file, a folder or a mirror of your own",
		Long: `Update looks for tables that it knows (npm packages of disposable and free mail
domains and of network locations, X4BNet's lists, lists of hosting networks), checks
each whole, and swaps it in. A table that is empty, cut off or much smaller than the
one in force is refused, and the old one stays.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if from == "" {
				return usageError{c, errors.New("--from is missing: name a file, a folder or a mirror of your own; nothing is fetched by itself, and 'bonafide data status' says where each table comes from")}
			}
			dir, err := e.dataFolder(*folder)
			if err != nil {
				return err
			}
			changes, err := dataset.Update(c.Context(), dir, from, dataset.Options{At: e.now().UTC(), Kind: dataset.Kind(kind), AllowShrink: allowShrink})
			for _, change := range changes {
				if asJSON {
					if err := strict.MarshalTo(e.out, change); err != nil {
						return err
					}
					continue
				}
				word := "installed"
				if change.Unchanged {
					word = "unchanged"
				}
				fmt.Fprintf(e.out, "%s  %s: %s %s, %d entries (%s)\n", word, change.Kind, change.Now.Name, change.Now.Version, change.Now.Entries, change.Now.Licence)
			}
			return err
		},
	}
	c.Flags().StringVar(&from, "from", "", "what to install from: a `FILE`, folder or URL")
	c.Flags().StringVar(&kind, "kind", "", "only this `KIND` of table; says what a plain list is")
	c.Flags().BoolVar(&allowShrink, "allow-shrink", false, "take in a table that is much smaller than the one in force")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a table")
	return c
}

func (e *env) dataStatus(folder *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Show the tables in force, their age, and whether they are whole",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, err := e.dataFolder(*folder)
			if err != nil {
				return err
			}
			states := dataset.Status(dir, e.now().UTC())
			if asJSON {
				return strict.MarshalTo(e.out, states)
			}
			w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
			damaged := false
			for _, s := range states {
				fmt.Fprintf(w, "%s\t%s\n", s.Kind, describeTable(&s))
				damaged = damaged || s.Problem != "" && s.Manifest != nil
			}
			if err := w.Flush(); err != nil {
				return err
			}
			if damaged {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON list")
	return c
}

// whence says where a table can be had that is not installed.
var whence = map[dataset.Kind]string{
	dataset.DisposableDomains: "'make data' installs it, with npm",
	dataset.FreeMailDomains:   "'make data' installs it, with npm",
	dataset.IPCountry:         "'make data' installs it, with npm",
	dataset.IPASN:             "'make data' installs it, with npm",
	dataset.VPNRanges:         "get a checkout of X4BNet's lists_vpn, then: bonafide data update --from FOLDER",
	dataset.HostingRanges:     "get a checkout of X4BNet's lists_vpn, then: bonafide data update --from FOLDER",
	dataset.RelayRanges:       "get Apple's egress-ip-ranges.csv or a checkout of X4BNet's lists_vpn, then: bonafide data update --from FILE|FOLDER",
	dataset.HostingASNs:       "get bad-asn-list.csv, then: bonafide data update --from FILE",
}

// describeTable says in one line how a table stands.
func describeTable(s *dataset.State) string {
	if s.Manifest == nil {
		if from := whence[s.Kind]; s.Problem == "not installed" && from != "" {
			return s.Problem + "; " + from
		}
		return s.Problem
	}
	m := s.Manifest
	age := "of unknown date"
	if s.AgeDays != nil {
		age = fmt.Sprintf("%d days old", *s.AgeDays)
	}
	line := fmt.Sprintf("%s %s, %s, %d entries, %s", m.Name, m.Version, age, m.Entries, m.Licence)
	if s.Problem != "" {
		line = "DAMAGED: " + s.Problem + "; " + line
	}
	if m.Attribution != "" {
		line += "; " + m.Attribution
	}
	return line
}
