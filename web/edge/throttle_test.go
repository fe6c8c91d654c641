package edge

import (
	"testing"
	"time"
)

func TestThrottleForgetsQuietClients(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)
	th := NewThrottle(1, 2, func() time.Time { return now })
	for i, want := range []bool{true, true, false} {
		if got := th.Wait("a") == 0; got != want {
			t.Errorf("attempt %d passes: %v, want %v", i+1, got, want)
		}
	}
	if th.Wait("b") != 0 {
		t.Error("another client has to wait")
	}
	now = now.Add(2 * time.Minute)
	if th.Wait("c") != 0 || len(th.keys) != 1 {
		t.Errorf("after two quiet minutes %d clients are remembered, want 1", len(th.keys))
	}
}
