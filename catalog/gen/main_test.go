package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"bonafide/catalog"
)

func TestRunWritesTheCompiledCatalogue(t *testing.T) {
	folder := t.TempDir()
	if err := os.CopyFS(folder, catalog.Files()); err != nil {
		t.Fatal(err)
	}
	if err := run(folder); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(folder, catalog.Compiled))
	if err != nil {
		t.Fatal(err)
	}
	want, err := catalog.Compile(catalog.Files())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the file written is not the compiled catalogue")
	}
}

func TestRunRefusesAFolderWithoutACatalogue(t *testing.T) {
	if err := run(t.TempDir()); err == nil {
		t.Error("an empty folder was accepted")
	}
	if err := run(filepath.Join(t.TempDir(), "nowhere")); err == nil {
		t.Error("a missing folder was accepted")
	}
}
