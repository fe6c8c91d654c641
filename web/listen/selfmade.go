package listen

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/khaosat/khaosat/survey"
)

// A self-made certificate holds for as long as phones accept one that was put into their store by hand: Apple takes 825
// days at most. It is made anew in its last month.
const (
	selfMadeLife = 820 * 24 * time.Hour
	selfMadeRest = 30 * 24 * time.Hour
)

// SelfMade is a certificate that the server made for itself, for a network without names of the internet.
type SelfMade struct {
	Certificates
	File        string // the certificate, to be put on phones and computers
	Fingerprint string
	Until       time.Time
	Made        bool     // just now
	Missing     []string // names and addresses of the machine that it does not hold
}

// MakeSelf gives the self-made certificate of a folder and makes it the first time, with a key that only its owner can
// read. It is not made anew when the machine has other names since: its fingerprint was compared by people.
func MakeSelf(dir string, names []string, now time.Time) (*SelfMade, error) {
	s := &SelfMade{File: filepath.Join(dir, "self.crt")}
	keyFile := filepath.Join(dir, "self.key")
	pair, err := readPair(s.File, keyFile, now.Add(selfMadeRest))
	if unmade(s.File) || survey.KindOf(err) == survey.Invalid && codeOf(err) == "tls.expired" {
		s.Made = true
		if err = makeSelf(dir, s.File, keyFile, names, now); err == nil {
			pair, err = readPair(s.File, keyFile, now)
		}
	}
	if err != nil {
		return nil, err
	}
	s.Get = func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return pair, nil }
	s.Fingerprint, s.Until = Fingerprint(pair.Leaf), pair.Leaf.NotAfter
	s.Missing = slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return pair.Leaf.VerifyHostname(name) == nil
	})
	return s, nil
}

func unmade(file string) bool {
	_, err := os.Stat(file)
	return errors.Is(err, fs.ErrNotExist)
}

func codeOf(err error) string {
	var e *survey.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// makeSelf writes the key before the certificate, so that a certificate is never there alone.
func makeSelf(dir, certFile, keyFile string, names []string, now time.Time) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := writePEM(keyFile, "PRIVATE KEY", der, 0o600); err != nil {
		return err
	}
	cert, err := selfTemplate(names, now)
	if err != nil {
		return err
	}
	if der, err = x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key); err != nil {
		return err
	}
	return writePEM(certFile, "CERTIFICATE", der, 0o644)
}

// selfTemplate is a certificate that a phone takes into its store as an authority, and that vouches for nothing but the
// names that it bears itself.
func selfTemplate(names []string, now time.Time) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	cert := &x509.Certificate{SerialNumber: serial, Subject: pkix.Name{CommonName: "khaosat " + names[0]},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(selfMadeLife),
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, BasicConstraintsValid: true, IsCA: true,
		MaxPathLenZero: true, PermittedDNSDomainsCritical: true}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			cert.IPAddresses = append(cert.IPAddresses, ip)
			bits := 128
			if four := ip.To4(); four != nil {
				ip, bits = four, 32
			}
			cert.PermittedIPRanges = append(cert.PermittedIPRanges, &net.IPNet{IP: ip, Mask: net.CIDRMask(bits, bits)})
			continue
		}
		cert.DNSNames = append(cert.DNSNames, name)
		cert.PermittedDNSDomains = append(cert.PermittedDNSDomains, name)
	}
	return cert, nil
}

// writePEM writes a file whole or not at all, for those alone whom mode names from the first byte on.
func writePEM(file, kind string, der []byte, mode fs.FileMode) error {
	f, err := os.CreateTemp(filepath.Dir(file), ".tls-*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = errors.Join(pem.Encode(f, &pem.Block{Type: kind, Bytes: der}), f.Chmod(mode), f.Sync(), f.Close())
	if err != nil {
		return err
	}
	return os.Rename(f.Name(), file)
}

// MachineNames are the names and addresses by which others in its network reach this machine: its host name, those that
// are given, localhost, and the addresses of its interfaces but for the ones that hold on one cable alone.
func MachineNames(more ...string) []string {
	var names []string
	if host, err := os.Hostname(); err == nil && host != "" {
		names = append(names, host)
	}
	names = append(names, more...)
	names = append(names, "localhost", "127.0.0.1", "::1")
	all, _ := net.InterfaceAddrs()
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLinkLocalUnicast() && !n.IP.IsLoopback() {
			names = append(names, n.IP.String())
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(names, func(name string) bool {
		again := seen[name] || name == ""
		seen[name] = true
		return again
	})
}
