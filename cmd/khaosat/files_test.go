package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// What the system says of files is said in the reader's language, with the folder that the person named and not the
// file on its way.
func TestFilesInWords(t *testing.T) {
	t.Parallel()
	missing := filepath.Join(t.TempDir(), "nowhere")
	for lang, want := range map[string]string{"vi": "Không có tệp hoặc thư mục " + missing + ".",
		"en": "There is no file or folder " + missing + "."} {
		var out bytes.Buffer
		code := (&terminal{lang: lang, stderr: &out}).exit(writeFile(filepath.Join(missing, "o.xlsx"), []byte("x")))
		if code != exitEnvironment || !strings.Contains(out.String(), want) {
			t.Errorf("exit %d, %q; want %d and %q", code, out.String(), exitEnvironment, want)
		}
	}
}
