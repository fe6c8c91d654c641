package survey

import (
	"crypto/ecdh"
	"crypto/hpke"
	"encoding/binary"
	"fmt"
)

// A record is a response as a phone keeps it until it is sent: sealed by HPKE (RFC 9180, base mode) to the public key
// of its survey, with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM. The phone that sealed it cannot open it
// again. In bytes: RecordMagic, the length of what follows in four bytes (big endian), the encapsulated key (65), the
// ciphertext. A file of records is one after another.
const (
	RecordMagic = "KHS1"
	recordInfo  = "khaosat record 1 "
	// recordProof is the context under which both sides export the same 32 bytes: who knows them has opened the record.
	recordProof  = "khaosat opened"
	encapsulated = 65
)

// recordKey is the key pair of a survey's records. It follows from the secret, as the seal's.
func (i Identity) recordKey(slug string) (hpke.PrivateKey, error) {
	return hpke.DHKEM(ecdh.P256()).DeriveKeyPair(i.mac("record", slug))
}

// RecordKey is the public key to which records of a survey are sealed: 65 bytes, an uncompressed point of P-256.
func (i Identity) RecordKey(slug string) ([]byte, error) {
	key, err := i.recordKey(slug)
	if err != nil {
		return nil, fmt.Errorf("key of records: %w", err)
	}
	return key.PublicKey().Bytes(), nil
}

// OpenRecord opens one record of a survey. proof shows whoever sealed it that it was opened. Invalid with code
// "record.unreadable" when it was sealed for another survey or installation, or is damaged.
func (i Identity) OpenRecord(slug string, record []byte) (content, proof []byte, err error) {
	records, err := SplitRecords(record)
	if err != nil || len(records) != 1 {
		return nil, nil, unreadable(err)
	}
	sealed := records[0][RecordHead:]
	key, err := i.recordKey(slug)
	if err != nil {
		return nil, nil, fmt.Errorf("key of records: %w", err)
	}
	r, err := hpke.NewRecipient(sealed[:encapsulated], key, hpke.HKDFSHA256(), hpke.AES256GCM(),
		[]byte(recordInfo+slug))
	if err != nil {
		return nil, nil, unreadable(err)
	}
	if content, err = r.Open(nil, sealed[encapsulated:]); err != nil {
		return nil, nil, unreadable(err)
	}
	proof, err = r.Export(recordProof, 32)
	return content, proof, err
}

// RecordHead is how many bytes of a record tell its size.
const RecordHead = len(RecordMagic) + 4

// RecordSize tells from its first RecordHead bytes how many bytes a record has, these included. Invalid with code
// "record.unreadable" when it is none.
func RecordSize(head []byte) (int64, error) {
	if len(head) < RecordHead || string(head[:len(RecordMagic)]) != RecordMagic {
		return 0, unreadable(nil)
	}
	n := int64(RecordHead) + int64(binary.BigEndian.Uint32(head[len(RecordMagic):]))
	if n < int64(RecordHead+encapsulated) {
		return 0, unreadable(nil)
	}
	return n, nil
}

// SplitRecords cuts a file into its records, each with its magic and length. Invalid with code "record.unreadable" when
// it is none.
func SplitRecords(file []byte) ([][]byte, error) {
	var out [][]byte
	for rest := file; len(rest) > 0; {
		n, err := RecordSize(rest)
		if err != nil || n > int64(len(rest)) {
			return nil, unreadable(err)
		}
		out, rest = append(out, rest[:n]), rest[n:]
	}
	return out, nil
}

func unreadable(cause error) error {
	err := Fail(Invalid, "record.unreadable")
	err.Err = cause
	return err
}
