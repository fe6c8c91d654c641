package expr

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"unicode/utf8"
)

// otherFunctions are chance, identity and hashing.
var otherFunctions = map[string]*function{
	"random": {usage: "random()", volatile: true, eval: func(r *run, _ *term) Value { return NumberValue(r.random()) }},
	"uuid":   {usage: "uuid()", max: 1, volatile: true, eval: uuid},
	"digest": {usage: "digest(text, 'SHA-256', 'hex')", min: 2, max: 3, eval: digest, check: checkDigest},
	"base64-decode": {usage: "base64-decode(text)", min: 1, max: 1, eval: func(r *run, t *term) Value {
		b, err := base64.StdEncoding.DecodeString(r.text(t.args[0]))
		if err != nil || !utf8.Valid(b) {
			return Value{}
		}
		return r.made(t, string(b))
	}},
	"version": {usage: "version()", eval: func(r *run, _ *term) Value { return Value{str: r.ctx.Version} }},
	"depend": {usage: "depend(value, …)", min: 1, max: -1, nodes: true,
		eval: func(r *run, t *term) Value { return r.eval(t.args[0]) }},
}

func (r *run) random() float64 {
	if r.ctx.Rand != nil {
		return r.ctx.Rand()
	}
	return mathrand.Float64()
}

// uuid is a random version 4 UUID; with a length, so many random letters and digits.
func uuid(r *run, t *term) Value {
	if len(t.args) == 1 {
		const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		n := int(max(0, min(toInt(r.num(t.args[0])), 1024)))
		var b strings.Builder
		for range n {
			b.WriteByte(letters[int(r.random()*float64(len(letters)))])
		}
		return r.made(t, b.String())
	}
	if r.ctx.UUID != nil {
		return Value{str: r.ctx.UUID()}
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return Value{str: fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])}
}

// digests are the algorithms of XForms 1.1, section 7.8.4.
var digests = map[string]func(string) []byte{
	"MD5":     func(s string) []byte { b := md5.Sum([]byte(s)); return b[:] },
	"SHA-1":   func(s string) []byte { b := sha1.Sum([]byte(s)); return b[:] },
	"SHA-256": func(s string) []byte { b := sha256.Sum256([]byte(s)); return b[:] },
	"SHA-384": func(s string) []byte { b := sha512.Sum384([]byte(s)); return b[:] },
	"SHA-512": func(s string) []byte { b := sha512.Sum512([]byte(s)); return b[:] },
}

func digest(r *run, t *term) Value {
	s, name, encoding := r.text(t.args[0]), r.text(t.args[1]), "base64"
	if len(t.args) == 3 {
		encoding = r.text(t.args[2])
	}
	sum, ok := digests[strings.ToUpper(name)]
	if !ok || encoding != "base64" && encoding != "hex" {
		return r.fail(t, nil, "digest.unknown")
	}
	if !r.spend(t, len(s)/2) { // slow on the phone
		return Value{}
	}
	if encoding == "hex" {
		return r.made(t, hex.EncodeToString(sum(s)))
	}
	return r.made(t, base64.StdEncoding.EncodeToString(sum(s)))
}

// checkDigest refuses a literal algorithm or encoding that digest does not know.
func checkDigest(p *parser, t *term) {
	a := t.args[1]
	bad := a.op == opText && digests[strings.ToUpper(a.text)] == nil
	if !bad && len(t.args) == 3 {
		a = t.args[2]
		bad = a.op == opText && a.text != "hex" && a.text != "base64"
	}
	if bad {
		p.fail(fault(a.at, a.text, "digest.unknown"))
	}
}
