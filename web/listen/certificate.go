package listen

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// Certificates are what a server shows of itself when a connection begins.
type Certificates struct {
	// Get gives the certificate for a handshake, as tls.Config wants it.
	Get func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	// Known: browsers trust them without being asked, so that the server may tell browsers to come by https only.
	Known bool
	// Challenge answers, on plain HTTP, what an authority asks before it gives a certificate; nil when none asks.
	Challenge func(http.Handler) http.Handler
	protocols []string // of the handshake, beside those of HTTP
}

// config is the TLS side of a server: TLS 1.2 at least, HTTP/2 before HTTP/1.1.
func (c *Certificates) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.Get,
		NextProtos: append([]string{"h2", "http/1.1"}, c.protocols...)}
}

// Fingerprint is the SHA-256 of a certificate as browsers show it: pairs of hexadecimal digits with colons between.
func Fingerprint(cert *x509.Certificate) string {
	return strings.ReplaceAll(fmt.Sprintf("% X", sha256.Sum256(cert.Raw)), " ", ":")
}

// readPair reads a certificate and its key from two PEM files. Every error is Invalid and names the file: unreadable,
// no certificate or key in it, a key with a password, a key of another certificate, not valid at the moment now.
func readPair(certFile, keyFile string, now time.Time) (*tls.Certificate, error) {
	certText, err := readPEM(certFile)
	if err != nil {
		return nil, err
	}
	keyText, err := readPEM(keyFile)
	if err != nil {
		return nil, err
	}
	if err := checkKinds(certFile, keyFile, certText, keyText); err != nil {
		return nil, err
	}
	pair, err := tls.X509KeyPair(certText, keyText)
	if err != nil && pair.Leaf == nil && !parses(certText) {
		return nil, survey.Fail(survey.Invalid, "tls.no_certificate", "file", certFile)
	}
	if err != nil {
		return nil, survey.Fail(survey.Invalid, "tls.other_key", "key", keyFile, "certificate", certFile)
	}
	return &pair, checkTime(pair.Leaf, certFile, now)
}

func readPEM(file string) ([]byte, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, survey.Fail(survey.Invalid, "tls.unreadable", "file", file, "cause", err)
	}
	return b, nil
}

// checkKinds looks at what the files say that they hold, before anything is taken apart.
func checkKinds(certFile, keyFile string, certText, keyText []byte) error {
	inCert, inKey := blocks(certText), blocks(keyText)
	isKey := func(kind string) bool { return strings.HasSuffix(kind, "PRIVATE KEY") }
	switch {
	case !slices.Contains(inCert, "CERTIFICATE") && slices.ContainsFunc(inCert, isKey) &&
		slices.Contains(inKey, "CERTIFICATE"):
		return survey.Fail(survey.Invalid, "tls.swapped", "certificate", keyFile, "key", certFile)
	case !slices.Contains(inCert, "CERTIFICATE"):
		return survey.Fail(survey.Invalid, "tls.no_certificate", "file", certFile)
	case slices.Contains(inKey, "ENCRYPTED PRIVATE KEY") || strings.Contains(string(keyText), "Proc-Type: 4,ENCRYPTED"):
		return survey.Fail(survey.Invalid, "tls.key_password", "file", keyFile)
	case !slices.ContainsFunc(inKey, isKey):
		return survey.Fail(survey.Invalid, "tls.no_key", "file", keyFile)
	}
	return nil
}

// blocks are the kinds of the PEM blocks of a text, in order.
func blocks(text []byte) (kinds []string) {
	for {
		block, rest := pem.Decode(text)
		if block == nil {
			return kinds
		}
		kinds, text = append(kinds, block.Type), rest
	}
}

// parses reports whether the first certificate of a text can be read.
func parses(text []byte) bool {
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == "CERTIFICATE" {
			_, err := x509.ParseCertificate(block.Bytes)
			return err == nil
		}
	}
	return false
}

func checkTime(cert *x509.Certificate, file string, now time.Time) error {
	switch {
	case now.After(cert.NotAfter):
		return survey.Fail(survey.Invalid, "tls.expired", "file", file, "day", cert.NotAfter.Format(time.DateOnly))
	case now.Before(cert.NotBefore):
		return survey.Fail(survey.Invalid, "tls.not_yet", "file", file, "day", cert.NotBefore.Format(time.DateOnly),
			"today", now.Format(time.DateOnly))
	}
	return nil
}
