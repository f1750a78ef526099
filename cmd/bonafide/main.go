// Command bonafide examines who a firm is about to hire, and whom it has hired.
//
// Each command is one file here: flags, signals and exit codes. What it does is
// wired in package app.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // time zones are compared on machines without a zone database

	"github.com/spf13/cobra"
)

// version is set by the linker in a release.
var version = "devel"

// env is what a command touches of the world.
type env struct {
	in       io.Reader
	out, err io.Writer
	now      func() time.Time
	config   string // --config
}

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	e := &env{in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now}
	root := e.root()
	if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		withoutMarks(root)
	}
	root.SetArgs(args)
	return e.exit(root.ExecuteContext(ctx))
}

func (e *env) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "bonafide",
		Short: "Know who you hired, and keep knowing",
		Long: `Know who you hired, and keep knowing.

bonafide examines what a candidate or worker says of themselves, and what a firm
knows of them, and reports what does not add up: each observation with its
source, its innocent explanations and the check that would settle it. It finds
misrepresentation, from evidence. It never looks at nationality, ethnicity,
accent, language or name origin, and it decides nothing: a person does.`,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if asked, err := c.Flags().GetBool("version"); err != nil || asked {
				return errors.Join(err, e.sayVersion())
			}
			return c.Help()
		},
	}
	root.Flags().Bool("version", false, "print the versions of program and catalogue")
	root.SetOut(e.out)
	root.SetErr(e.err)
	root.SetIn(e.in)
	root.PersistentFlags().StringVar(&e.config, "config", "", "configuration `FILE` (default $BONAFIDE_CONFIG, else bonafide/bonafide.yaml in the user's configuration folder)")
	root.SetFlagErrorFunc(func(c *cobra.Command, err error) error { return usageError{c, err} })
	root.AddCommand(e.examine(), e.watch(), e.screen(), e.lists(), e.rules(), e.sim(), e.eval(), e.dossier(), e.catalog(), e.data(), e.configuration(), e.version(), e.man())
	ourWords(root)
	return root
}

func everyCommand(c *cobra.Command) []*cobra.Command {
	all := []*cobra.Command{c}
	for _, sub := range c.Commands() {
		all = append(all, everyCommand(sub)...)
	}
	return all
}
