package mongostore

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"math"
)

// largest is the size up to which a noun stands in its document; MongoDB takes 16 MiB. Snapshots of some 100 000
// responses are larger.
const largest = 8 << 20

// putLarge keeps a noun as a blob of compressed JSON and returns its hash. It is not removed with the row: another row
// may have the same content.
func (s *Store) putLarge(ctx context.Context, noun any) (sha string, err error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := json.NewEncoder(z).Encode(noun); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	sum := sha256.Sum256(b.Bytes())
	sha = hex.EncodeToString(sum[:])
	_, err = blobs{s}.Put(ctx, sha, math.MaxInt64-1, &b)
	return sha, err
}

// getLarge reads into noun what putLarge kept.
func (s *Store) getLarge(ctx context.Context, sha string, noun any) error {
	r, err := blobs{s}.Open(ctx, sha)
	if err != nil {
		return err
	}
	defer r.Close()
	z, err := gzip.NewReader(r)
	if err != nil {
		return err
	}
	return json.NewDecoder(z).Decode(noun)
}
