package listen

import (
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// What an office may give in place of its certificate is told apart, in both languages, with the file's name.
func TestBadCertificatesAreNamed(t *testing.T) {
	t.Parallel()
	pair, other := good(t, "khaosat.example"), good(t, "khaosat.example")
	old := issue(t, "khaosat.example", someDay.AddDate(-2, 0, 0), someDay.AddDate(0, 0, -1))
	early := issue(t, "khaosat.example", someDay.AddDate(0, 0, 1), someDay.AddDate(1, 0, 0))
	locked := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: []byte("sealed")})
	torn := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: []byte("torn")})
	for _, tt := range []struct {
		name, code, names string
		cert, key         []byte
	}{
		{"no certificate file", "tls.unreadable", "site.crt", nil, pair.key},
		{"no key file", "tls.unreadable", "site.key", pair.cert, nil},
		{"text", "tls.no_certificate", "site.crt", []byte("xin chào"), pair.key},
		{"torn", "tls.no_certificate", "site.crt", torn, pair.key},
		{"certificate twice", "tls.no_key", "site.key", pair.cert, pair.cert},
		{"password", "tls.key_password", "site.key", pair.cert, locked},
		{"swapped", "tls.swapped", "site.key", pair.key, pair.cert},
		{"other key", "tls.other_key", "site.key", pair.cert, other.key},
		{"expired", "tls.expired", "2026-11-19", old.cert, old.key},
		{"not yet", "tls.not_yet", "2026-11-21", early.cert, early.key},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, content := range map[string][]byte{"site.crt": tt.cert, "site.key": tt.key} {
				if content != nil {
					write(t, dir, name, content)
				}
			}
			_, err := FromFiles(filepath.Join(dir, "site.crt"), filepath.Join(dir, "site.key"),
				func() time.Time { return someDay }, noLog)
			var e *survey.Error
			if !errors.As(err, &e) || e.Kind != survey.Invalid || e.Code != tt.code {
				t.Fatalf("%v, want the code %s", err, tt.code)
			}
			for _, lang := range []string{"vi", "en"} {
				if said := e.Msg.In(lang); !strings.Contains(said, tt.names) {
					t.Errorf("%s does not name %s: %s", lang, tt.names, said)
				}
			}
		})
	}
}

// A certificate that was renewed in its place is shown within a minute or so; one that is half written is not.
func TestRenewedFilesAreTaken(t *testing.T) {
	t.Parallel()
	dir, now := t.TempDir(), someDay
	first, second := good(t, "khaosat.example"), good(t, "khaosat.example")
	cert, key := write(t, dir, "site.crt", first.cert), write(t, dir, "site.key", first.key)
	c, err := FromFiles(cert, key, func() time.Time { return now }, noLog)
	if err != nil {
		t.Fatal(err)
	}
	shown := func() string {
		pair, err := c.Get(nil)
		if err != nil {
			t.Fatal(err)
		}
		return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}))
	}
	replace := func(path string, content []byte) {
		write(t, dir, filepath.Base(path), content)
		later := someDay.Add(now.Sub(someDay) + time.Hour)
		if err := os.Chtimes(path, later, later); err != nil {
			t.Fatal(err)
		}
		now = now.Add(2 * time.Minute)
	}
	replace(cert, second.cert)
	if shown() != string(first.cert) {
		t.Error("a certificate was taken without its key")
	}
	replace(key, second.key)
	if shown() != string(second.cert) {
		t.Error("the renewed certificate is not shown")
	}
}
