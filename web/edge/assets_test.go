package edge

import (
	"net/http"
	"testing"
)

// RFC 9110, 12.5.3: a weight of 0 is a refusal, and * stands for what is not named.
func TestTakesGzip(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"gzip": true, "br, gzip, deflate": true, "GZIP;q=0.5": true, "gzip; q=1.0, *;q=0": true, "*": true,
		"br, *;q=0.1": true,
		"":            false, "identity": false, "gzip;q=0": false, "br;q=1, gzip; q=0.0": false, "*, gzip;q=0": false,
		"*;q=0": false, "x-gzipped": false,
	} {
		r := &http.Request{Header: http.Header{"Accept-Encoding": {header}}}
		if got := TakesGzip(r); got != want {
			t.Errorf("%q: %t, want %t", header, got, want)
		}
	}
}
