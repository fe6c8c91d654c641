package surveytest

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"encoding/json"
	"testing"

	"github.com/khaosat/khaosat/survey"
)

// SealRecord seals a record to a survey's public key as a phone does: head as JSON with the bytes of the files behind
// it. proof is what shows the phone that it was opened.
func SealRecord(tb testing.TB, key []byte, slug string, head any, files []byte) (record, proof []byte) {
	tb.Helper()
	b, err := json.Marshal(head)
	if err != nil {
		tb.Fatal(err)
	}
	content := append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), append(b, files...)...)
	public, err := hpke.DHKEM(ecdh.P256()).NewPublicKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	enc, sender, err := hpke.NewSender(public, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte("khaosat record 1 "+slug))
	if err != nil {
		tb.Fatal(err)
	}
	sealed, err := sender.Seal(nil, content)
	if err != nil {
		tb.Fatal(err)
	}
	if proof, err = sender.Export("khaosat opened", 32); err != nil {
		tb.Fatal(err)
	}
	record = append([]byte(survey.RecordMagic), binary.BigEndian.AppendUint32(nil, uint32(len(enc)+len(sealed)))...)
	return append(append(record, enc...), sealed...), proof
}
