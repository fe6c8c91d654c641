package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/khaosat/khaosat/survey/sqlitestore"
	"github.com/khaosat/khaosat/survey/table"
)

// invitingShell has a survey of two communes, answered by invitation.
func invitingShell(t *testing.T, flags ...string) *shell {
	t.Helper()
	s := newShell(t)
	s.must(append([]string{"form", "import", "testdata/waves/w1.xlsx", "--id", "yk", "--publish", "--data", "{data}"},
		flags...)...)
	s.must("units", "import", s.file("xa.csv", []byte("code,name,level,parent_code,population\n1,Xã A,commune,,8\n2,Xã B,commune,,500\n")),
		"--data", "{data}")
	s.must("survey", "set", "yk", "--units", "xa", "--data", "{data}")
	return s
}

// read gives the rows of a file that a command wrote, the header first.
func (s *shell) read(name string) [][]string {
	s.t.Helper()
	b, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatal(err)
	}
	tab, problems := table.Read(bytes.NewReader(b))
	if len(problems) > 0 {
		s.t.Fatal(problems)
	}
	out := [][]string{tab.Header}
	for _, row := range tab.Rows {
		out = append(out, row.Cells)
	}
	return out
}

// utf16Text is a text in UTF-16 with its mark.
func utf16Text(text string) []byte {
	out := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = append(out, byte(unit), byte(unit>>8))
	}
	return out
}

// A list as offices have it, as the “Unicode text” of Excel, comes back with a token and an address for each row, for
// mail merge, while a server holds the folder; the address is the server's.
func TestTokensForANamedList(t *testing.T) {
	t.Parallel()
	s := invitingShell(t)
	list := s.file("ds.txt", utf16Text("Họ tên\tĐiện thoại\tunit\nHoàng Thị Lan\t0912345678\t1\nTrần Văn Cừ\t\t\n"))
	url := s.serveIn()
	for _, out := range []string{"thu.xlsx", "thu.csv"} {
		s.must("token", "make", "yk", "--for", list, "--unit", "2", "-o", "{dir}/"+out, "--data", "{data}")
		got := s.read(out)
		if len(got) != 3 || !slices.Equal(got[0], []string{"Họ tên", "Điện thoại", "unit", "token", "address"}) ||
			!slices.Equal(got[1][:3], []string{"Hoàng Thị Lan", "0912345678", "1"}) ||
			got[2][4] != url+"/s/yk?token="+got[2][3] || got[1][3] == got[2][3] {
			t.Errorf("%s: %q", out, got)
		}
		if !strings.Contains(s.errors, "utf-16") || !strings.Contains(s.errors, "2 mã mời") {
			t.Errorf("it is not said how the list was read and what was made: %s", s.errors)
		}
	}
	s.must("token", "make", "yk", "--count", "3", "--base-url", "https://k.vn/", "-o", "{dir}/ba.csv", "--data", "{data}")
	if got := s.read("ba.csv"); len(got) != 4 || got[3][1] != "https://k.vn/s/yk?token="+got[3][0] {
		t.Errorf("three tokens: %q", got)
	}
}

func TestWrongOrdersOfTokens(t *testing.T) {
	t.Parallel()
	s := invitingShell(t)
	list := s.file("ds.csv", []byte("ten,unit\nA,1\nB,99\n"))
	short := s.file("ngan.csv", []byte("ten,unit\nA,1\nB\n"))
	for _, tt := range []struct {
		want int
		says []string
		line []string
	}{
		{exitInput, []string{"B3", "“99”"}, []string{"--for", list, "-o", "{dir}/a.csv"}},
		{exitInput, []string{"csv.width"}, []string{"--for", short, "-o", "{dir}/a.csv"}},
		{exitInput, []string{"file.empty"}, []string{"--for", s.file("rong.csv", []byte("ten,unit\n")), "-o", "{dir}/a.csv"}},
		{exitInput, []string{"“99”"}, []string{"--count", "2", "--unit", "99", "-o", "{dir}/a.csv"}},
		{exitInput, []string{"100.000"}, []string{"--count", "100001", "-o", "{dir}/a.csv"}},
		{exitInput, []string{".xlsx", "a.pdf"}, []string{"--count", "2", "-o", "{dir}/a.pdf"}},
		{exitInput, []string{"tệp danh sách"}, []string{"--for", list, "-o", list}},
		{exitInput, []string{"khong-co.csv"}, []string{"--for", "{dir}/khong-co.csv", "-o", "{dir}/a.csv"}},
		{exitUse, nil, []string{"-o", "{dir}/a.csv"}},
		{exitUse, nil, []string{"--count", "2", "--for", list, "-o", "{dir}/a.csv"}},
	} {
		if code := s.run(append([]string{"token", "make", "yk", "--data", "{data}"}, tt.line...)...); code != tt.want {
			t.Errorf("%q: exit %d, want %d", tt.line, code, tt.want)
		}
		for _, says := range tt.says {
			if !strings.Contains(s.errors, says) {
				t.Errorf("%q does not say %q: %s", tt.line, says, s.errors)
			}
		}
	}
	if _, err := os.Stat(filepath.Join(s.dir, "a.csv")); err == nil {
		t.Error("a file was written")
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	s := invitingShell(t, "--anonymous")
	s.must("link", "add", "yk", "--unit", "2", "--label", "loa xã", "--base-url", "https://k.vn", "--data", "{data}")
	code, rest, _ := strings.Cut(strings.TrimSpace(s.out), "\t")
	if rest != "https://k.vn/q/"+strings.ToUpper(code)+"\thttps://k.vn/s/yk?link="+code || s.errors != "" {
		t.Errorf("a link: %q, %q", s.out, s.errors)
	}
	s.must("link", "add", "yk", "--unit", "1", "--code", "xa-a", "--base-url", "https://k.vn", "--data", "{data}")
	if !strings.Contains(s.errors, "Xã A (8)") || !strings.HasPrefix(s.out, "xa-a\thttps://k.vn/q/xa-a\t") {
		t.Errorf("a link for eight people: %q, %q", s.out, s.errors)
	}
	for _, bad := range [][]string{{"--unit", "99"}, {"--code", "xa-a"}, {"--code", "có dấu"}} {
		if exit := s.run(append([]string{"link", "add", "yk", "--data", "{data}"}, bad...)...); exit != exitInput {
			t.Errorf("%q: exit %d", bad, exit)
		}
	}
	s.must("link", "off", "yk", strings.ToUpper(code), "--data", "{data}")
	s.must("link", "list", "yk", "--data", "{data}")
	if !strings.Contains(s.errors, "chỉ mở được trên máy này") || strings.Count(s.out, "\n") != 2 ||
		!strings.Contains(s.out, code+"\toff\t2\t\t\t\t") || !strings.Contains(s.out, "xa-a\ton\t1\t") {
		t.Errorf("the list: %q, %q", s.out, s.errors)
	}
	s.must("link", "on", "yk", code, "--data", "{data}")
	s.must("link", "list", "yk", "--json", "--data", "{data}")
	if strings.Contains(s.out, `"off"`) || !strings.Contains(s.out, `"label":"loa xã"`) {
		t.Errorf("the list: %s", s.out)
	}
	s.must("token", "make", "yk", "--count", "9", "--unit", "2", "-o", "{dir}/a.csv", "--data", "{data}")
	if !strings.Contains(s.errors, "Xã B (9)") {
		t.Errorf("nine tokens of an anonymous survey: %s", s.errors)
	}
	s.must("token", "make", "yk", "--count", "1", "--unit", "2", "-o", "{dir}/a.csv", "--data", "{data}")
	if strings.Contains(s.errors, "ẩn danh") {
		t.Errorf("ten in all: %s", s.errors)
	}
}

// Tokens that nobody was told would count for people who are never asked: where their file cannot be written, with a
// server or without, none is made.
func TestNoTokensWithoutTheirFile(t *testing.T) {
	t.Parallel()
	s := invitingShell(t)
	tokens := func() int {
		store, err := sqlitestore.OpenReadOnly(t.Context(), filepath.Join(s.dir, "data"))
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		rows, err := store.Tokens().List(t.Context(), "yk/")
		if err != nil {
			t.Fatal(err)
		}
		return len(rows)
	}
	for _, with := range []string{"no server", "a server"} {
		if with == "a server" {
			s.serveIn()
		}
		if code := s.run("token", "make", "yk", "--count", "3", "-o", "{dir}/no/x.csv", "--data", "{data}"); code == exitWell ||
			tokens() != 0 {
			t.Errorf("with %s: exit %d, %d tokens made: %s", with, code, tokens(), s.errors)
		}
	}
	s.must("token", "make", "yk", "--count", "3", "-o", "{dir}/x.csv", "--data", "{data}")
	if n := tokens(); n != 3 {
		t.Errorf("%d tokens, want 3", n)
	}
}
