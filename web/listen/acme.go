package listen

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"

	"github.com/khaosat/khaosat/survey"
)

// ACME says for which names an authority such as Let's Encrypt is asked for certificates. Whoever uses it agrees to the
// authority's terms.
type ACME struct {
	Domains   []string
	Dir       string       // keeps account, keys and certificates
	Directory string       // address of the authority; "" = Let's Encrypt
	Client    *http.Client // speaks with the authority; nil: the default one
	manager   *autocert.Manager
}

// Certificates asks for each certificate when the first visitor comes, keeps it, and renews it in time. A name under
// which nobody on the internet can come is Invalid.
func (a *ACME) Certificates() (*Certificates, error) {
	for _, domain := range a.Domains {
		if !public(domain) {
			return nil, survey.Fail(survey.Invalid, "acme.domain", "domain", domain)
		}
	}
	if at, err := url.Parse(a.Directory); a.Directory != "" && (err != nil || at.Scheme != "https" || at.Host == "") {
		return nil, survey.Fail(survey.Invalid, "acme.directory", "address", a.Directory)
	}
	a.manager = &autocert.Manager{Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(a.Dir),
		HostPolicy: autocert.HostWhitelist(a.Domains...),
		Client:     &acme.Client{DirectoryURL: a.Directory, HTTPClient: a.Client, UserAgent: "khaosat"}}
	return &Certificates{Get: a.manager.GetCertificate, Known: true, Challenge: a.manager.HTTPHandler,
		protocols: []string{acme.ALPNProto}}, nil
}

// public reports whether a name can stand in a certificate of an authority: labels with a dot between, no address,
// port, path or star.
func public(domain string) bool {
	if _, err := netip.ParseAddr(domain); err == nil {
		return false
	}
	return strings.Contains(strings.Trim(domain, "."), ".") && !strings.ContainsAny(domain, "/:*@ _[]") &&
		!strings.HasPrefix(domain, ".") && !strings.HasSuffix(domain, ".local") && !strings.HasSuffix(domain, ".localhost")
}

// Fetch asks for the certificates that are not there yet, so that what keeps the authority from giving one is known
// before the first visitor. The server has to answer at the domains meanwhile.
func (a *ACME) Fetch(ctx context.Context, domain string) (*tls.Certificate, error) {
	type got struct {
		cert *tls.Certificate
		err  error
	}
	done := make(chan got, 1)
	go func() {
		cert, err := a.manager.GetCertificate(&tls.ClientHelloInfo{ServerName: domain,
			CipherSuites:     []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256},
			SignatureSchemes: []tls.SignatureScheme{tls.ECDSAWithP256AndSHA256}, SupportedCurves: []tls.CurveID{tls.CurveP256}})
		done <- got{cert, err}
	}()
	select {
	case g := <-done:
		return g.cert, g.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
