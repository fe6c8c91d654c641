package listen

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// client trusts one certificate, speaks with addr whatever the name, and follows nothing.
func client(t testing.TB, addr net.Addr, cert []byte, two bool) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(cert)
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!two)
	protocols.SetHTTP2(two)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, Protocols: protocols,
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", addr.String())
		}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func ofPair(t testing.TB, pair issued) *Certificates {
	t.Helper()
	dir := t.TempDir()
	c, err := FromFiles(write(t, dir, "site.crt", pair.cert), write(t, dir, "site.key", pair.key), time.Now, noLog)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	b, err := io.ReadAll(r.Body)
	if err != nil {
		w.WriteHeader(http.StatusRequestTimeout)
		return
	}
	secure := "plain"
	if r.TLS != nil {
		secure = "tls"
	}
	_, _ = io.WriteString(w, r.Proto+" "+secure+" "+string(b))
})

// One port speaks HTTP/2 and HTTP/1.1 inside TLS, and sends away who comes without, but for the probes of health, which
// have nothing to hide.
func TestOnePort(t *testing.T) {
	t.Parallel()
	pair := good(t, "khaosat.example")
	addr := serving(t, echo, ofPair(t, pair))
	for two, want := range map[bool]string{false: "HTTP/1.1 tls xin chào", true: "HTTP/2.0 tls xin chào"} {
		res, err := client(t, addr, pair.cert, two).Post("https://khaosat.example/s/a", "text/plain",
			strings.NewReader("xin chào"))
		if err != nil {
			t.Fatal(err)
		}
		if got := body(t, res); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	plain := client(t, addr, pair.cert, false)
	res, err := plain.Get("http://khaosat.example:8443/s/a?lang=vi")
	if err != nil {
		t.Fatal(err)
	}
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusTemporaryRedirect ||
		to != "https://khaosat.example:8443/s/a?lang=vi" || body(t, res) != "" {
		t.Errorf("plain HTTP: %s to %q", res.Status, to)
	}
	if res, err = plain.Get("http://khaosat.example/readyz"); err != nil {
		t.Fatal(err)
	}
	if got := body(t, res); got != "HTTP/1.1 plain " {
		t.Errorf("a probe: %q", got)
	}
}

// Browsers are told to come by https only where they trust the certificate and the name is this server's alone.
func TestOnlyHTTPS(t *testing.T) {
	t.Parallel()
	pair := good(t, "khaosat.example")
	own := ofPair(t, pair)
	self := *own
	self.Known = false
	for _, tt := range []struct {
		name, url string
		c         *Certificates
		want      string
	}{
		{"the usual port", "https://khaosat.example/", own, "max-age=31536000"},
		{"a port of its own", "https://khaosat.example:8443/", own, ""},
		{"self-made", "https://khaosat.example/", &self, ""},
		{"plain", "http://khaosat.example/readyz", own, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res, err := client(t, serving(t, echo, tt.c), pair.cert, false).Get(tt.url)
			if err != nil {
				t.Fatal(err)
			}
			body(t, res)
			if got := res.Header.Get("Strict-Transport-Security"); got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// A plain port beside leads to the one with TLS, whatever port that is.
func TestRedirectFromAnotherPort(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		port       int
		host, want string
	}{
		{443, "khaosat.example", "https://khaosat.example/s/a"},
		{443, "khaosat.example:80", "https://khaosat.example/s/a"},
		{8443, "khaosat.example", "https://khaosat.example:8443/s/a"},
		{8443, "[fd00::7]:80", "https://[fd00::7]:8443/s/a"},
		{443, "evil.example/..", ""},
	} {
		addr := serving(t, Redirect(&net.TCPAddr{Port: tt.port}, &Certificates{}), nil)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr.String()+"/s/a", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = tt.host
		res, err := client(t, addr, nil, false).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body(t, res)
		if got := res.Header.Get("Location"); got != tt.want {
			t.Errorf("%s at port %d: %q, want %q", tt.host, tt.port, got, tt.want)
		}
	}
}

// Who connects and says nothing, or no TLS that is good, holds up nobody.
func TestSilentClientsHoldUpNobody(t *testing.T) {
	t.Parallel()
	pair := good(t, "khaosat.example")
	addr := serving(t, echo, ofPair(t, pair))
	for _, first := range []string{"", "\x16", "\x16\x03\x01\x00\x02xx"} {
		c, err := net.Dial("tcp", addr.String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, first); err != nil {
			t.Fatal(err)
		}
	}
	res, err := client(t, addr, pair.cert, true).Get("https://khaosat.example/")
	if err != nil {
		t.Fatal(err)
	}
	if got := body(t, res); got != "HTTP/2.0 tls " {
		t.Errorf("%q", got)
	}
}

func TestDomainsOfAnAuthority(t *testing.T) {
	t.Parallel()
	for domain, want := range map[string]bool{"khaosat.laichau.gov.vn": true, "khảosát.vn": true, "localhost": false,
		"10.0.0.7": false, "fd00::7": false, "https://a.vn": false, "a.vn:443": false, "*.a.vn": false, "may-chu.local": false,
		"": false} {
		_, err := (&ACME{Domains: []string{domain}, Dir: t.TempDir()}).Certificates()
		if got := err == nil; got != want {
			t.Errorf("%q is taken: %v, want %v (%v)", domain, got, want, err)
		}
	}
	if _, err := (&ACME{Domains: []string{"a.vn"}, Directory: "http://acme.example/dir"}).Certificates(); err == nil {
		t.Error("an authority is asked without https")
	}
}
