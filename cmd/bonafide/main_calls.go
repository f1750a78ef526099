package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// ourWords makes every command below root speak of wrong calls in the program's own
// words, with the right call and what was probably meant.
func ourWords(root *cobra.Command) {
	root.SetUsageTemplate(strings.Replace(root.UsageTemplate(), "{{if .HasAvailableSubCommands}}\n  {{.CommandPath}} [command]",
		"{{if and .HasAvailableSubCommands (not .DisableFlagsInUseLine)}}\n  {{.CommandPath}} [command]", 1))
	for _, c := range everyCommand(root) {
		if c.HasSubCommands() && !strings.Contains(c.Use, " ") {
			c.Use += " COMMAND"
			c.DisableFlagsInUseLine = true
			c.Args = knownCommand
		}
		if args := c.Args; args != nil {
			c.Args = func(c *cobra.Command, a []string) error {
				if err := args(c, a); err != nil {
					return usageError{c, argumentCount(c, a, err)}
				}
				return nil
			}
		}
	}
}

// knownCommand refuses what is no command of a group, and names its neighbours.
func knownCommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	message := fmt.Sprintf("unknown command %q", args[0])
	c.SuggestionsMinimumDistance = 2
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		message += fmt.Sprintf("; did you mean %s?", strings.Join(near, " or "))
	} else {
		message += fmt.Sprintf("; '%s --help' lists them", c.CommandPath())
	}
	return errors.New(message)
}

// argumentCount says what a command takes where the framework counts arguments.
func argumentCount(c *cobra.Command, args []string, err error) error {
	counts := false
	for _, prefix := range []string{"accepts ", "requires at least", "unknown command"} {
		counts = counts || strings.HasPrefix(err.Error(), prefix)
	}
	if !counts || c.HasSubCommands() && c.DisableFlagsInUseLine {
		return err
	}
	_, wants, _ := strings.Cut(c.Use, " ")
	wants = strings.TrimSpace(strings.ReplaceAll(wants, "[flags]", ""))
	if before, _, flags := strings.Cut(wants, "--"); flags {
		wants = strings.TrimRight(before, " [")
	}
	switch {
	case wants == "":
		return fmt.Errorf("%s takes no argument, and %q is one", c.Name(), args[0])
	case len(args) == 0:
		return fmt.Errorf("%s wants %s, and nothing is named", c.Name(), wants)
	case len(args) == 1:
		return fmt.Errorf("%s takes %s, and one argument is given", c.Name(), wants)
	}
	return fmt.Errorf("%s takes %s, and %d arguments are given", c.Name(), wants, len(args))
}

// withoutMarks takes the marks out of the descriptions of flags that say what a
// flag's value is called: completion shows them as they stand.
func withoutMarks(root *cobra.Command) {
	for _, c := range everyCommand(root) {
		for _, set := range []*pflag.FlagSet{c.Flags(), c.PersistentFlags()} {
			set.VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") })
		}
	}
}
