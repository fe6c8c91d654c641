package disk

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
)

// Windows opens no folder, and says so as if it were not there: no withdrawal fails by that.
func TestWindowsHasNothingToSync(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := SyncFolder(dir); err != nil {
		t.Error(err)
	}
	missing := filepath.Join(dir, "khong-co")
	if err := syncFolder("windows", missing); err != nil {
		t.Error(err)
	}
	if err := syncFolder("linux", missing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there is synced: %v", err)
	}
}
