// Package https tries certificates of an authority against Pebble, the test server of the people of Let's Encrypt.
package https

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/miekg/dns"

	"github.com/khaosat/khaosat/test/drive"
)

func TestMain(m *testing.M) {
	if err := os.Setenv("PEBBLE_VA_NOSLEEP", "1"); err != nil { // before it looks at a domain
		log.Fatal(err)
	}
	drive.Main(m)
}

const domain = "khaosat.laichau.test"

// authority is a Pebble that finds the domain at this machine, under the ports that it is told.
type authority struct {
	directory string         // its address
	roots     *x509.CertPool // of what it issues
	stop      func()
}

func newAuthority(t *testing.T, httpPort, tlsPort int) *authority {
	t.Helper()
	quiet := log.New(&drive.Log{}, "", 0)
	store := db.NewMemoryStore()
	issuer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "default"}})
	validator := va.New(quiet, httpPort, tlsPort, false, nameServer(t), store)
	front := wfe.New(quiet, store, validator, issuer, []string{"pebble"}, false, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	dir := t.TempDir()
	own := filepath.Join(dir, "directory.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
	if err := os.WriteFile(own, text, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SSL_CERT_FILE", own) // by which the program trusts the address
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(issuer.GetRootCert(0).PEM())
	return &authority{server.URL + wfe.DirectoryPath, roots, server.Close}
}

// nameServer says of every name that it is this machine.
func nameServer(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan struct{})
	server := &dns.Server{Listener: l, NotifyStartedFunc: func() { close(started) },
		Handler: dns.HandlerFunc(func(w dns.ResponseWriter, asked *dns.Msg) {
			answer := new(dns.Msg).SetReply(asked)
			if asked.Question[0].Qtype == dns.TypeA {
				answer.Answer = []dns.RR{&dns.A{A: net.IPv4(127, 0, 0, 1),
					Hdr: dns.RR_Header{Name: asked.Question[0].Name, Rrtype: dns.TypeA, Class: dns.ClassINET, Ttl: 1}}}
			}
			_ = w.WriteMsg(answer)
		})}
	go func() { _ = server.ActivateAndServe() }()
	<-started
	t.Cleanup(func() { _ = server.Shutdown() })
	return l.Addr().String()
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// shown is the certificate by which the server at a port shows that it is the domain; fatal when roots do not vouch for
// it or the page is not there.
func shown(t *testing.T, roots *x509.CertPool, port int) *x509.Certificate {
	t.Helper()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots},
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", fmt.Sprint("127.0.0.1:", port))
		}}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Get("https://" + domain + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if hsts := res.Header.Get("Strict-Transport-Security"); res.StatusCode != http.StatusOK || hsts == "" {
		t.Errorf("%s, Strict-Transport-Security %q", res.Status, hsts)
	}
	return res.TLS.PeerCertificates[0]
}

// A server that is told its domain gets a certificate by itself: through the port of https, or where the authority
// cannot come there through the plain one. It keeps it, so that a new start asks for nothing.
func TestCertificateOfAnAuthority(t *testing.T) {
	for _, through := range []string{"https", "http"} {
		t.Run(through, func(t *testing.T) {
			tlsPort, httpPort, nowhere := freePort(t), freePort(t), freePort(t)
			seen := tlsPort
			if through == "http" {
				seen = nowhere
			}
			a := newAuthority(t, httpPort, seen)
			dir := t.TempDir()
			var serials [2]string
			for i := range serials {
				t.Run(fmt.Sprint("start", i+1), func(t *testing.T) {
					drive.Start(t, &drive.Log{}, "serve", "--data", dir, "--acme", domain, "--acme-directory", a.directory,
						"--addr", fmt.Sprint("127.0.0.1:", tlsPort), "--http-addr", fmt.Sprint("127.0.0.1:", httpPort))
					serials[i] = shown(t, a.roots, tlsPort).SerialNumber.String()
				})
				a.stop()
			}
			if serials[0] != serials[1] || serials[0] == "" {
				t.Errorf("certificates of two starts: %q", serials)
			}
			keys, err := filepath.Glob(filepath.Join(dir, "acme", "*"))
			if err != nil || len(keys) == 0 {
				t.Fatalf("nothing is kept in %s: %v", dir, err)
			}
			for _, key := range keys {
				if info, err := os.Stat(key); err != nil || info.Mode().Perm()&0o077 != 0 {
					t.Errorf("others can read %s: %v", key, err)
				}
			}
		})
	}
}

// What keeps the authority from giving a certificate is said at the terminal, with what to do.
func TestAuthorityThatCannotCome(t *testing.T) {
	nowhere := freePort(t)
	a := newAuthority(t, nowhere, nowhere)
	log := &waiting{wants: "443", seen: make(chan struct{})}
	drive.Start(t, log, "serve", "--data", t.TempDir(), "--acme", domain, "--acme-directory", a.directory,
		"--addr", fmt.Sprint("127.0.0.1:", freePort(t)))
	<-log.seen
	if said := log.String(); !strings.Contains(said, domain) || !strings.Contains(said, "--http-addr") {
		t.Errorf("it says %s", said)
	}
}

// waiting is a log that tells when a word has come.
type waiting struct {
	drive.Log
	wants string
	seen  chan struct{}
	all   bytes.Buffer
}

// Write implements io.Writer.
func (w *waiting) Write(p []byte) (int, error) {
	n, err := w.Log.Write(p)
	before := strings.Contains(w.all.String(), w.wants)
	w.all.Write(p)
	if !before && strings.Contains(w.all.String(), w.wants) {
		close(w.seen)
	}
	return n, err
}
