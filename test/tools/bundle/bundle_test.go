package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestBundlesAreMadeOfTheirSources makes the bundles again: what is committed is what the sources say, and nothing else
// stands beside.
func TestBundlesAreMadeOfTheirSources(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	want, err := bundles(root)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range want {
		got, err := os.ReadFile(filepath.Join(root, folder, name))
		if err != nil || !bytes.Equal(got, content) {
			t.Errorf("%s is another than its sources make (%v): go generate ./web/respond makes it", name, err)
		}
	}
	files, err := os.ReadDir(filepath.Join(root, folder))
	if err != nil || len(files) != len(want) {
		t.Errorf("%d files stand in %s, %d are made (%v)", len(files), folder, len(want), err)
	}
}
