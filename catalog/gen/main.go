// Command gen turns the files of the catalogue into the compact JSON that the
// program reads at its start. It runs in the catalogue's folder: go generate
// ./catalog.
package main

import (
	"fmt"
	"os"

	"bonafide/catalog"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	data, err := catalog.Compile(root.FS())
	if err != nil {
		return err
	}
	return root.WriteFile(catalog.Compiled, data, 0o644)
}
