package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"bonafide"
	"bonafide/app"
	"bonafide/screen/watchlist"
	"bonafide/strict"
)

func (e *env) lists() *cobra.Command {
	c := &cobra.Command{
		Use:   "lists",
		Short: "Keep sanctions and other watch lists",
		Long: `Lists are fetched from their publishers or taken from files, checked whole, and kept
in every version. A list that is cut off, empty or much shorter than the one in force
is refused: the old one stays, and the status says so.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	var folder string
	c.PersistentFlags().StringVar(&folder, "lists", "", "`FOLDER` of the lists (default: screen.lists of the configuration)")
	c.AddCommand(e.listsAdd(&folder), e.listsRemove(&folder), e.listsUpdate(&folder), e.listsStatus(&folder), e.listsDiff(&folder), e.listsVerify(&folder), e.listsRollback(&folder))
	return c
}

func (e *env) listFolder(flag string) (*watchlist.Folder, error) {
	config, err := app.LoadConfig(e.config)
	if err != nil {
		return nil, err
	}
	if flag == "" {
		flag = config.Screen.Lists
	}
	return app.Lists(flag, e.now)
}

// noLists is what a command says where no list was added yet, and what to do.
func noLists(f *watchlist.Folder) error {
	return bonafide.NotFoundf("no list is kept in %s; 'bonafide lists add NAME' adds one: %s, or one of your own with --from FILE", f.Dir(), watchlist.OfficialNames())
}

func (e *env) listsAdd(folder *string) *cobra.Command {
	var from []string
	var maxShrink float64
	var maxAge time.Duration
	c := &cobra.Command{
		Use:   "add NAME",
		Short: "Add a list: an official one by its name, or one of your own from files or addresses",
		Long: `Add takes a source into the folder; update fetches it. The official lists are known by
name: ` + watchlist.OfficialNames() + `.`,
		Example: "  bonafide lists add ofac-sdn && bonafide lists update\n  bonafide lists add house --from our-list.csv",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			hours, err := wholeHours(c, maxAge)
			if err != nil {
				return err
			}
			source := watchlist.Source{Name: args[0]}
			if len(from) == 0 {
				i := slices.IndexFunc(watchlist.Official(), func(s watchlist.Source) bool { return s.Name == args[0] })
				if i < 0 {
					return usageError{c, fmt.Errorf("%s is no official list (%s); name its files with --from", args[0], watchlist.OfficialNames())}
				}
				source = watchlist.Official()[i]
			}
			if c.Flags().Changed("max-shrink") {
				if !(maxShrink >= 0 && maxShrink < 1) {
					return usageError{c, fmt.Errorf("--max-shrink %v: it is a share from 0, which lets nothing go, to below 1", maxShrink)}
				}
				source.MaxShrink = &maxShrink
			}
			source.MaxAgeHours = hours
			for _, place := range from {
				if u, err := url.Parse(place); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
					source.Files = append(source.Files, watchlist.Origin{URL: place})
					continue
				}
				if info, err := os.Stat(place); errors.Is(err, os.ErrNotExist) {
					return bonafide.NotFoundf("%s does not exist", place)
				} else if err != nil {
					return fmt.Errorf("--from: %w", err)
				} else if info.IsDir() {
					return bonafide.Invalidf("%s is a folder; name its files with --from, or screen against it with --lists", place)
				}
				source.Files = append(source.Files, watchlist.Origin{Path: place})
			}
			if err := f.Add(source); err != nil {
				return err
			}
			_, err = fmt.Fprintf(e.out, "added %s; 'bonafide lists update %s' fetches it\n", source.Name, source.Name)
			return err
		},
	}
	c.Flags().StringArrayVar(&from, "from", nil, "a `FILE` or address of the list; several for an OFAC CSV set")
	c.Flags().Float64Var(&maxShrink, "max-shrink", watchlist.DefaultMaxShrink, "the `SHARE` of the entries that a new version may lack; 0 lets nothing go")
	c.Flags().DurationVar(&maxAge, "max-age", 0, "the `TIME` after which the list is stale: 72h (default 48h since the last check, and of a list from a file 336h since it was published)")
	return c
}

func wholeHours(c *cobra.Command, d time.Duration) (int, error) {
	if d < 0 || d%time.Hour != 0 {
		return 0, usageError{c, fmt.Errorf("--max-age %s: write whole hours, such as 72h", d)}
	}
	return int(d / time.Hour), nil
}

func (e *env) listsRemove(folder *string) *cobra.Command {
	return &cobra.Command{
		Use: "remove NAME", Short: "Take a list out of the folder; its versions stay on disk", Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			return f.Remove(args[0])
		},
	}
}

func (e *env) listsUpdate(folder *string) *cobra.Command {
	var opt watchlist.UpdateOptions
	var asJSON bool
	c := &cobra.Command{
		Use:   "update [NAME...]",
		Short: "Fetch lists, check them, and put new versions into force",
		Long: `Update asks the source of each list that was added, or of those that are named, and
puts what comes into force where it is whole.

Exit codes: 0 every list was asked; 1 one of them failed, and its old version stays; 4 no
list was added yet, or none of that name; 75 try again.`,
		RunE: func(c *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			if sources, err := f.Sources(); err != nil {
				return err
			} else if len(sources) == 0 {
				return noLists(f)
			}
			var done []watchlist.Updated
			if len(args) == 0 {
				done, err = f.UpdateAll(c.Context(), opt)
			}
			for _, name := range args {
				u, failed := f.Update(c.Context(), name, opt)
				if failed != nil {
					err = errors.Join(err, failed)
					continue
				}
				done = append(done, u)
			}
			for i := range done {
				if asJSON {
					if err := strict.MarshalTo(e.out, done[i]); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(e.out, describeUpdate(&done[i]))
			}
			return err
		},
	}
	c.Flags().BoolVar(&opt.AcceptShrink, "accept-shrink", false, "take a list that is shorter than the bound allows")
	c.Flags().BoolVar(&opt.AcceptOlder, "accept-older", false, "take a list that is older than the one in force")
	c.Flags().BoolVar(&opt.AcceptOther, "accept-other", false, "take a list of another format or publisher than the one in force")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a list")
	return c
}

func describeUpdate(u *watchlist.Updated) string {
	if !u.Changed {
		return fmt.Sprintf("unchanged  %s: version %s", u.List, u.Version.ID)
	}
	line := fmt.Sprintf("in force   %s: version %s, %d entries", u.List, u.Version.ID, u.Version.Counts.Entries)
	if u.Before != "" {
		line += fmt.Sprintf("; %d added, %d changed, %d removed since %s", len(u.Delta.Added), len(u.Delta.Changed), len(u.Delta.Removed), u.Before)
	}
	return line
}

func (e *env) listsStatus(folder *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Show each list with its version, age and faults",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			states, err := f.Status()
			if err != nil {
				return err
			}
			trouble := false
			for _, s := range states {
				trouble = trouble || s.Stale || !s.Ready
				if asJSON {
					if err := strict.MarshalTo(e.out, s); err != nil {
						return err
					}
					continue
				}
				fmt.Fprintln(e.out, s)
			}
			if len(states) == 0 {
				fmt.Fprintln(e.err, noLists(f))
			}
			if trouble {
				return quietError{exitFailed}
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a list")
	return c
}

func (e *env) listsDiff(folder *string) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff NAME [FROM [TO]]",
		Short: "Show what changed between two kept versions of a list",
		Long:  "Diff compares the version in force with the one before it, or the two versions named.",
		Args:  cobra.RangeArgs(1, 3),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			args = append(args, "", "")
			from, to := args[1], args[2]
			if from == "" {
				versions, err := f.Versions(args[0])
				if err != nil {
					return err
				}
				if len(versions) < 2 {
					return bonafide.NotFoundf("%s has %d version; there is nothing to compare", args[0], len(versions))
				}
				from = versions[len(versions)-2].ID
			}
			d, err := f.Diff(c.Context(), args[0], from, to)
			if err != nil {
				return err
			}
			if asJSON {
				return strict.MarshalTo(e.out, d)
			}
			w := tabwriter.NewWriter(e.out, 0, 0, 2, ' ', 0)
			for _, id := range d.Added {
				fmt.Fprintf(w, "added\t%s\n", id)
			}
			for _, ch := range d.Changed {
				fmt.Fprintf(w, "changed\t%s\t%s\n", ch.ID, strings.Join(ch.Fields, ", "))
			}
			for _, id := range d.Removed {
				fmt.Fprintf(w, "removed\t%s\n", id)
			}
			return w.Flush()
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}

func (e *env) listsVerify(folder *string) *cobra.Command {
	return &cobra.Command{
		Use:   "verify [NAME...]",
		Short: "Read every kept version again and compare it with what was installed",
		RunE: func(c *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			if len(args) == 0 {
				sources, err := f.Sources()
				if err != nil {
					return err
				}
				for _, s := range sources {
					args = append(args, s.Name)
				}
			}
			if len(args) == 0 {
				return noLists(f)
			}
			var failed error
			for _, name := range args {
				if err := f.Verify(c.Context(), name); err != nil {
					failed = errors.Join(failed, err)
					continue
				}
				fmt.Fprintf(e.out, "ok: %s\n", name)
			}
			return failed
		},
	}
}

func (e *env) listsRollback(folder *string) *cobra.Command {
	return &cobra.Command{
		Use:   "rollback NAME VERSION",
		Short: "Put a kept version into force again",
		Args:  cobra.ExactArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			f, err := e.listFolder(*folder)
			if err != nil {
				return err
			}
			return f.Rollback(c.Context(), args[0], args[1])
		},
	}
}
