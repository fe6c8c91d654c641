package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/khaosat/khaosat/cmd/khaosat/demo"
	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/survey/sqlitestore"
)

// wantDoctor runs doctor and fails unless it ends as it should and says the texts.
func wantDoctor(s *shell, code int, more []string, texts ...string) {
	s.t.Helper()
	if got := s.run(append([]string{"doctor", "--data", "{data}"}, more...)...); got != code {
		s.t.Errorf("doctor ends with %d, want %d\n%s%s", got, code, s.out, s.errors)
	}
	for _, text := range texts {
		if !strings.Contains(s.out+s.errors, text) {
			s.t.Errorf("doctor does not say %q:\n%s%s", text, s.out, s.errors)
		}
	}
}

func TestDoctor(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	wantDoctor(s, exitWell, nil, "còn trống", "nguyên vẹn", "Đồng hồ máy")
	wantDoctor(s, exitWell, []string{"--tls-cert", s.certificate(time.Now().AddDate(0, 0, 90))}, "có hạn đến")
	wantDoctor(s, exitWell, []string{"--tls-cert", s.certificate(time.Now().AddDate(0, 0, 3))}, "sắp hết hạn")
	wantDoctor(s, exitEnvironment, []string{"--tls-cert", s.certificate(time.Now().AddDate(0, 0, -1))}, "trình duyệt",
		"Có 1 điều")
	wantDoctor(s, exitEnvironment, []string{"--tls-cert", s.file("x.pem", []byte("x"))}, "Không đọc được")
	ahead := time.Now().AddDate(1, 0, 0)
	must(t, os.Chtimes(filepath.Join(s.dir, "data", "khaosat.db"), ahead, ahead))
	wantDoctor(s, exitEnvironment, nil, "Đồng hồ máy", "khaosat.db", "lệch 87")
}

// A damaged file is found wherever the damage is, also where no page that commands read is hurt.
func TestDoctorFindsDamage(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("form", "import", s.form(demo.Opinions), "--publish", "--data", "{data}")
	data := filepath.Join(s.dir, "data")
	store, err := sqlitestore.Open(t.Context(), data)
	must(t, err)
	for i := range 40 {
		_, err := store.Responses().Insert(t.Context(), &survey.Response{Survey: "khac", ID: string(rune('a' + i)),
			Revision: 1, Received: time.Now(), Answers: survey.Answers{"q": survey.OfText(strings.Repeat("ế", 3000))}})
		must(t, err)
	}
	must(t, store.Close())
	file := filepath.Join(data, "khaosat.db")
	content, err := os.ReadFile(file)
	must(t, err)
	at := strings.LastIndex(string(content), strings.Repeat("ế", 1000)) / 8192 * 8192
	copy(content[at:], strings.Repeat("\xff", 100))
	must(t, os.WriteFile(file, content, 0o600))
	wantDoctor(s, exitEnvironment, nil, "Dữ liệu bị hỏng", "bản sao lưu")
}

// certificate makes one that ends at a moment.
func (s *shell) certificate(end time.Time) string {
	s.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(s.t, err)
	made := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: end.AddDate(-1, 0, 0), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, made, made, &key.PublicKey, key)
	must(s.t, err)
	return s.file("cert.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
