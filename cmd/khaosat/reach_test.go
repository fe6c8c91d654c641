package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/khaosat/khaosat/web/listen"
)

// serverLog is what a server writes while it runs.
type serverLog struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *serverLog) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *serverLog) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// serveWith runs a server over the data folder at a free port until the test ends. It gives the address that the server
// prints, and what it says besides.
func (s *shell) serveWith(flags ...string) (url string, log *serverLog) {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(s.t.Context()))
	out, in := io.Pipe()
	log = &serverLog{}
	done := make(chan int, 1)
	line := append([]string{"serve", "--data", filepath.Join(s.dir, "data"), "--addr", "127.0.0.1:0"}, flags...)
	go func() {
		code := run(&terminal{ctx: ctx, stdin: strings.NewReader(""), stdout: in, stderr: log, read: os.ReadFile,
			write: writeFile}, line)
		in.Close()
		done <- code
	}()
	s.t.Cleanup(func() {
		cancel()
		if code := <-done; code != exitWell {
			s.t.Errorf("serve ended with %d: %s", code, log)
		}
	})
	first, err := bufio.NewReader(out).ReadString('\n')
	url, is := strings.CutPrefix(strings.TrimSpace(first), "listening on ")
	if err != nil || !is {
		s.t.Fatalf("serve %q printed %q: %s", flags, first, log)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	return url, log
}

// An office without a name on the internet has https by a certificate of its own: the same at every start, printed with
// its fingerprint; pages, cookies and addresses are of https, and who comes by http is sent there.
func TestServeSelfMade(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	url, _ := s.serveWith("--tls-self")
	if !strings.HasPrefix(url, "https://127.0.0.1:") {
		t.Fatalf("listening on %s", url)
	}
	cert, err := os.ReadFile(filepath.Join(s.dir, "data", "tls", "self.crt"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(transport.CloseIdleConnections)
	client := &http.Client{Transport: transport}
	res, err := client.Get(strings.Replace(url, "https://", "http://", 1) + "/desk/login")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Request.URL.String(); got != url+"/desk/login" || res.StatusCode != http.StatusOK {
		t.Errorf("http led to %s: %s", got, res.Status)
	}
	if res.Header.Get("Strict-Transport-Security") != "" {
		t.Error("browsers are told never to pass by a certificate that they do not know")
	}
}

// Every start says the fingerprint that people compare.
func TestServeTellsTheFingerprint(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var logs []*serverLog
	for range 2 {
		t.Run("start", func(t *testing.T) {
			s := &shell{t: t, dir: dir}
			_, log := s.serveWith("--tls-self", "--lang", "en")
			logs = append(logs, log)
		})
	}
	text, err := os.ReadFile(filepath.Join(dir, "data", "tls", "self.crt"))
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(text)
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	for i, log := range logs {
		if !strings.Contains(log.String(), listen.Fingerprint(cert)) {
			t.Errorf("start %d says %s", i+1, log)
		}
	}
}

// Flags that do not go together, and files that are none, end before anything is opened.
func TestServeRefuses(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	text := s.file("chao.txt", []byte("xin chào"))
	for _, tt := range []struct {
		code  int
		says  string
		flags []string
	}{
		{exitUse, "--acme", []string{"--tls-self", "--acme", "a.vn"}},
		{exitUse, "--tls-key", []string{"--tls-cert", text}},
		{exitUse, "--tls-cert", []string{"--tls-key", text}},
		{exitUse, "--tls-self", []string{"--http-addr", ":8081"}},
		{exitUse, "proxy.example", []string{"--trusted-proxy", "proxy.example"}},
		{exitInput, "chao.txt", []string{"--tls-cert", text, "--tls-key", text}},
		{exitInput, "khong-co.pem", []string{"--tls-cert", "{dir}/khong-co.pem", "--tls-key", text}},
		{exitInput, "10.0.0.7", []string{"--acme", "10.0.0.7"}},
		{exitInput, "http://ca.example", []string{"--acme", "a.vn", "--acme-directory", "http://ca.example"}},
	} {
		for _, lang := range []string{"vi", "en"} {
			line := append([]string{"serve", "--lang", lang, "--data", "{data}", "--addr", "127.0.0.1:0"}, tt.flags...)
			if code := s.run(line...); code != tt.code || !strings.Contains(s.errors, tt.says) {
				t.Errorf("%q: exit %d, want %d; it says %s", line, code, tt.code, s.errors)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, "data")); err == nil {
		t.Error("a data folder was made")
	}
}

// The operator's figures stand on an address of their own, and a port alone is no address for others.
func TestServeAdmin(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{":9090": "127.0.0.1:9090", "0.0.0.0:9090": "0.0.0.0:9090",
		"10.0.0.7:1": "10.0.0.7:1"} {
		if got := onThisMachine(addr); got != want {
			t.Errorf("%s is %s, want %s", addr, got, want)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	admin := l.Addr().String()
	l.Close()
	s := newShell(t)
	url, _ := s.serveWith("--admin-addr", admin)
	for at, want := range map[string]int{"http://" + admin + "/metrics": http.StatusOK,
		"http://" + admin + "/debug/pprof/goroutine": http.StatusOK, "http://" + admin + "/desk": http.StatusNotFound,
		url + "/metrics": http.StatusNotFound, url + "/debug/pprof/": http.StatusNotFound} {
		res, err := http.Get(at)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %s, want %d", at, res.Status, want)
		}
	}
}
