package survey

import "testing"

// TestKindsHaveTheirNames: a problem without a code of its own is known to programs by its kind.
func TestKindsHaveTheirNames(t *testing.T) {
	t.Parallel()
	for kind, want := range map[Kind]string{Internal: "internal", Invalid: "invalid", NotFound: "not_found",
		Conflict:  "conflict",
		Forbidden: "forbidden", Unauthorized: "unauthorized", Closed: "closed", Erased: "erased",
		Unavailable: "unavailable"} {
		if got := kind.String(); got != want {
			t.Errorf("kind %d is %q, want %q", kind, got, want)
		}
	}
}
