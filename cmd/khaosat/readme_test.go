package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every command line of the README and of CONTRIBUTING.md is one that khaosat takes, and what it says of make and
// folders is there.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	targets, seen := makeTargets(t), 0
	for _, page := range []string{"README.md", "CONTRIBUTING.md"} {
		for _, line := range blockLines(t, page) {
			line, _, _ = strings.Cut(line, " #")
			for word := range strings.FieldsSeq(line) {
				if target, is := strings.CutPrefix(line, "make "); is && word != "make" && !targets[word] {
					t.Errorf("%s: %s names no target of the Makefile", page, target)
				}
				if folder, is := strings.CutPrefix(word, "./"); is && !isFolder(filepath.Join("..", "..", folder)) {
					t.Errorf("%s: there is no folder %s", page, folder)
				}
			}
			for _, args := range commandLines(line) {
				seen++
				if said := takes(t, args); said != "" {
					t.Errorf("%s: khaosat %s: %s", page, strings.Join(args, " "), said)
				}
			}
		}
	}
	if seen < 12 {
		t.Errorf("only %d command lines were found", seen)
	}
}

// What the test above must not take.
func TestCommandsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"khaosat serf", "khaosat report", "khaosat serve --no-such 1",
		"echo x | docker compose exec khaosat /khaosat user ad NAME"} {
		lines := commandLines(line)
		if len(lines) != 1 || takes(t, lines[0]) == "" {
			t.Errorf("%q was taken: %q", line, lines)
		}
	}
	if got := commandLines("khaosat backup FILE.zip · restore FILE.zip && khaosat doctor"); len(got) != 3 {
		t.Errorf("one line of three commands is read as %q", got)
	}
}

func isFolder(path string) bool {
	at, err := os.Stat(path)
	return err == nil && at.IsDir()
}

func makeTargets(t *testing.T) map[string]bool {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join("..", "..", "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	targets := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^([\w-]+):`).FindAllStringSubmatch(string(makefile), -1) {
		targets[m[1]] = true
	}
	return targets
}

// blockLines are the lines of a page's blocks of code.
func blockLines(t *testing.T, page string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", page))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i, part := range strings.Split(string(raw), "\n```") {
		if i%2 == 1 {
			lines = append(lines, strings.Split(part, "\n")[1:]...)
		}
	}
	return lines
}

// commandLines are the arguments of khaosat in a line of a shell, where "·" parts commands that begin alike.
func commandLines(line string) [][]string {
	var out [][]string
	for part := range strings.SplitSeq(line, "&&") {
		fields := strings.Fields(part)
		at := 0
		for i, word := range fields {
			if word == "khaosat" && i == 0 || word == "/khaosat" || word == "./cmd/khaosat" {
				at = i + 1
			}
		}
		if at == 0 || at == len(fields) {
			continue
		}
		for one := range strings.SplitSeq(strings.Join(fields[at:], " "), "·") {
			out = append(out, strings.Fields(one))
		}
	}
	return out
}

// takes parses a command line without running it: "" when khaosat takes it, else what it says.
func takes(t *testing.T, args []string) string {
	t.Helper()
	var out bytes.Buffer
	var c commands
	parsed, code := parse(&terminal{ctx: t.Context(), stdout: &out, stderr: &out}, &c, args)
	if parsed == nil && code != exitWell {
		return out.String()
	}
	return ""
}
