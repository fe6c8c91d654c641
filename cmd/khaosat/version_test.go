package main

import (
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

func TestVersionLine(t *testing.T) {
	t.Parallel()
	platform := " " + runtime.GOOS + "/" + runtime.GOARCH
	info := func(module string, settings ...debug.BuildSetting) *debug.BuildInfo {
		return &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Version: module}, Settings: settings}
	}
	commit := debug.BuildSetting{Key: "vcs.revision", Value: "0123abc"}
	for _, c := range []struct {
		name, stamped string
		info          *debug.BuildInfo
		want          string
	}{
		{"installed by go install", "", info("v1.2.0"), "khaosat v1.2.0 go1.26.8"},
		{"built of a clean tree", "", info("(devel)", commit, debug.BuildSetting{Key: "vcs.modified", Value: "false"}),
			"khaosat (devel) commit 0123abc go1.26.8"},
		{"built of a changed tree", "", info("", commit, debug.BuildSetting{Key: "vcs.modified", Value: "true"}),
			"khaosat (devel) commit 0123abc dirty go1.26.8"},
		{"a stamp goes first", "v1.3.0-2-gabc", info("v0.0.0-2026", commit),
			"khaosat v1.3.0-2-gabc commit 0123abc go1.26.8"},
		{"nothing known", "", nil, "khaosat (devel) " + runtime.Version()},
	} {
		if got := versionLine(c.stamped, c.info); got != c.want+platform {
			t.Errorf("%s: %q, want %q", c.name, got, c.want+platform)
		}
	}
}

// TestVersionFlag: scripts read one line of standard output. A questionnaire's version is asked for by the same word
// behind a command, which stays with that command.
func TestVersionFlag(t *testing.T) {
	t.Parallel()
	s := newShell(t)
	s.must("--version")
	if !regexp.MustCompile(`^khaosat \S+( .*)? go1\S* \w+/\w+\n$`).MatchString(s.out) || s.errors != "" {
		t.Errorf("%q, and on standard error %q", s.out, s.errors)
	}
	if code := s.run("form", "export", "--version", "--data", "{data}"); code != exitUse {
		t.Errorf("form export --version without a survey: exit %d, %q", code, s.out)
	}
	s.must("--help")
	if !strings.Contains(s.out, "khaosat --version") {
		t.Errorf("--help does not tell of --version:\n%s", s.out)
	}
}
