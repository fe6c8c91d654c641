package main

import (
	"context"
	"log/slog"
	"net"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
	"github.com/khaosat/khaosat/web/edge"
	"github.com/khaosat/khaosat/web/listen"
)

// reach is how people reach a server: flags of addresses, https and the proxies before it.
type reach struct {
	Addr          string   `default:":8080" help:"help.serve.addr" placeholder:"HOST:PORT"`
	BaseURL       string   `name:"base-url" help:"help.serve.base_url" placeholder:"https://…"`
	TLSCert       string   `name:"tls-cert" help:"help.serve.tls_cert" placeholder:"FILE"`
	TLSKey        string   `name:"tls-key" help:"help.serve.tls_key" placeholder:"FILE"`
	TLSSelf       bool     `name:"tls-self" help:"help.serve.tls_self"`
	ACME          []string `name:"acme" help:"help.serve.acme" placeholder:"DOMAIN"`
	ACMEDirectory string   `name:"acme-directory" help:"help.serve.acme_directory" placeholder:"https://…"`
	HTTPAddr      string   `name:"http-addr" help:"help.serve.http_addr" placeholder:":80"`
	AdminAddr     string   `name:"admin-addr" help:"help.serve.admin_addr" placeholder:":9090"`
	TrustedProxy  []string `name:"trusted-proxy" help:"help.serve.trusted_proxy" placeholder:"CIDR"`
}

// identity is by what a server shows who it is, and what is to be said of that once it listens.
type identity struct {
	certificates *listen.Certificates // nil: plain HTTP
	tell         func(*terminal)
	fetch        func(*terminal) // asks for certificates, and says what came of it; nil: there are none to ask for
}

// identity makes what the flags ask for. dir keeps what is made.
func (r *reach) identity(t *terminal, dir string) (*identity, error) {
	files, ways := r.TLSCert != "" || r.TLSKey != "", 0
	for _, asked := range []bool{files, r.TLSSelf, len(r.ACME) > 0} {
		if asked {
			ways++
		}
	}
	switch {
	case ways > 1:
		return nil, wrongUse(t, "command.tls_one_way")
	case files && (r.TLSCert == "" || r.TLSKey == ""):
		return nil, wrongUse(t, "command.tls_both_files")
	case ways == 0 && r.HTTPAddr != "":
		return nil, wrongUse(t, "command.tls_http_addr")
	case files:
		return r.ofFiles()
	case r.TLSSelf:
		return r.selfMade(filepath.Join(dir, "tls"))
	case len(r.ACME) > 0:
		return r.fromAuthority(filepath.Join(dir, "acme"))
	}
	return &identity{tell: func(*terminal) {}}, nil
}

func wrongUse(t *terminal, key string, pairs ...any) error {
	return codeError{exitUse, survey.Say(key, pairs...)}
}

func (r *reach) ofFiles() (*identity, error) {
	c, err := listen.FromFiles(r.TLSCert, r.TLSKey, time.Now, slog.Default())
	if err != nil {
		return nil, err
	}
	pair, err := c.Get(nil)
	if err != nil {
		return nil, err
	}
	return &identity{certificates: c, tell: func(t *terminal) {
		if host := r.host(); host != "" && pair.Leaf.VerifyHostname(host) != nil {
			t.say("command.tls_other_name", "file", r.TLSCert, "host", host,
				"names", strings.Join(pair.Leaf.DNSNames, ", "))
		}
		t.say("command.tls_until", "file", r.TLSCert, "day", pair.Leaf.NotAfter.Format(time.DateOnly))
	}}, nil
}

// host is the name in the address that respondents use, "" when none was given.
func (r *reach) host() string {
	at, err := url.Parse(r.BaseURL)
	if err != nil {
		return ""
	}
	return at.Hostname()
}

func (r *reach) selfMade(dir string) (*identity, error) {
	names := listen.MachineNames(r.host())
	if host, _, err := net.SplitHostPort(r.Addr); err == nil && host != "" && !net.ParseIP(host).IsUnspecified() {
		names = listen.MachineNames(r.host(), host)
	}
	self, err := listen.MakeSelf(dir, names, time.Now())
	if err != nil {
		return nil, err
	}
	return &identity{certificates: &self.Certificates, tell: func(t *terminal) {
		t.say("command.tls_self", "file", self.File, "day", self.Until.Format(time.DateOnly), "fingerprint",
			self.Fingerprint)
		if len(self.Missing) > 0 {
			t.say("command.tls_self_names", "names", strings.Join(self.Missing, ", "), "folder", dir)
		}
	}}, nil
}

// fetchTime is how long an authority may take for a certificate at the start.
const fetchTime = 2 * time.Minute

func (r *reach) fromAuthority(dir string) (*identity, error) {
	authority := &listen.ACME{Domains: r.ACME, Dir: dir, Directory: r.ACMEDirectory}
	c, err := authority.Certificates()
	if err != nil {
		return nil, err
	}
	fetch := func(t *terminal) {
		ctx, cancel := context.WithTimeout(t.ctx, fetchTime)
		defer cancel()
		for _, domain := range r.ACME {
			cert, err := authority.Fetch(ctx, domain)
			switch {
			case t.ctx.Err() != nil:
			case err != nil:
				t.say("command.acme_failed", "domain", domain, "cause", err)
			default:
				t.say("command.acme_ready", "domain", domain, "day", cert.Leaf.NotAfter.Format(time.DateOnly))
			}
		}
	}
	return &identity{certificates: c, tell: func(*terminal) {}, fetch: fetch}, nil
}

// proxies are those whose word is taken for who asks.
func (r *reach) proxies(t *terminal) (edge.Proxies, error) {
	proxies, wrong, ok := edge.ParseProxies(r.TrustedProxy)
	if !ok {
		return nil, wrongUse(t, "command.trusted_proxy", "text", wrong)
	}
	return proxies, nil
}
