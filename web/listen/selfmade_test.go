package listen

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// What people compared at the first start is the same at the next ones, and only its owner reads the key.
func TestSelfMadeIsMadeOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "tls")
	first, err := MakeSelf(dir, []string{"may-chu", "localhost", "192.168.1.20"}, someDay)
	if err != nil {
		t.Fatal(err)
	}
	if !first.Made || first.Known || len(first.Missing) > 0 {
		t.Errorf("at the first start: %+v", first)
	}
	again, err := MakeSelf(dir, []string{"may-chu", "localhost", "192.168.1.21"}, someDay.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	if again.Made || again.Fingerprint != first.Fingerprint || !slices.Equal(again.Missing, []string{"192.168.1.21"}) {
		t.Errorf("a year later, at another address: %+v", again)
	}
	if mode := fileMode(t, filepath.Join(dir, "self.key")); mode != 0o600 {
		t.Errorf("the key has mode %o", mode)
	}
	if mode := fileMode(t, dir); mode != 0o700 {
		t.Errorf("its folder has mode %o", mode)
	}
	late, err := MakeSelf(dir, []string{"may-chu"}, first.Until.AddDate(0, 0, -20))
	if err != nil || !late.Made || late.Fingerprint == first.Fingerprint {
		t.Errorf("20 days before its end: %+v, %v", late, err)
	}
}

func fileMode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

// The fingerprint is the one that openssl x509 -fingerprint -sha256 prints: of the bytes of the certificate.
func TestFingerprint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self, err := MakeSelf(dir, []string{"may-chu"}, someDay)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(self.File)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	sum := sha256.Sum256(block.Bytes)
	if plain := strings.ToLower(strings.ReplaceAll(self.Fingerprint, ":", "")); plain != hex.EncodeToString(sum[:]) ||
		strings.Count(self.Fingerprint, ":") != 31 {
		t.Errorf("%s, want %x in pairs", self.Fingerprint, sum)
	}
}

// A phone that took the certificate into its store trusts the server by each of its names, and nobody else: who steals
// the key cannot stand for another site.
func TestSelfMadeVouchesForItselfAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	self, err := MakeSelf(dir, []string{"may-chu", "localhost", "192.168.1.20", "fd00::7"}, someDay)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := self.Get(nil)
	if err != nil {
		t.Fatal(err)
	}
	store := x509.NewCertPool()
	store.AddCert(pair.Leaf)
	for _, name := range []string{"may-chu", "localhost", "192.168.1.20", "fd00::7"} {
		if _, err := pair.Leaf.Verify(x509.VerifyOptions{DNSName: name, Roots: store, CurrentTime: someDay}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	forged := &x509.Certificate{SerialNumber: big.NewInt(7), NotBefore: someDay.Add(-time.Hour),
		NotAfter: someDay.Add(time.Hour), DNSNames: []string{"bank.example"}}
	der, err := x509.CreateCertificate(rand.Reader, forged, pair.Leaf, &key.PublicKey, pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{DNSName: "bank.example", Roots: store, CurrentTime: someDay}); err == nil {
		t.Error("the office's certificate vouches for bank.example")
	}
}

func TestMachineNames(t *testing.T) {
	t.Parallel()
	names := MachineNames("khaosat.noi-bo", "localhost", "")
	for _, want := range []string{"khaosat.noi-bo", "localhost", "127.0.0.1"} {
		if !slices.Contains(names, want) {
			t.Errorf("%s is not among %q", want, names)
		}
	}
	if once := slices.Compact(slices.Sorted(slices.Values(names))); len(once) != len(names) || slices.Contains(names, "") {
		t.Errorf("a name stands twice or is blank: %q", names)
	}
}
