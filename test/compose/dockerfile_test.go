package compose

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// stages parses the Dockerfile: the stage that builds and the one that is shipped.
func stages(t *testing.T) (build, final instructions.Stage) {
	t.Helper()
	f, err := os.Open(filepath.Join(root, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	tree, err := parser.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := instructions.Parse(tree.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 {
		t.Fatalf("there are %d stages, want one that builds and one that is shipped", len(list))
	}
	return list[0], list[1]
}

// commands are the instructions of a kind in a stage.
func commands[C any](s instructions.Stage) []C {
	var out []C
	for _, c := range s.Commands {
		if c, ok := c.(C); ok {
			out = append(out, c)
		}
	}
	return out
}

// one is the only instruction of a kind in the stage.
func one[C any](t *testing.T, s instructions.Stage) C {
	t.Helper()
	list := commands[C](s)
	if len(list) != 1 {
		t.Fatalf("there are %d %T, want 1", len(list), *new(C))
	}
	return list[0]
}

func TestImageIsBuiltStatic(t *testing.T) {
	build, _ := stages(t)
	if _, tag, ok := strings.Cut(build.BaseName, ":"); !ok || tag == "latest" {
		t.Errorf("built on %q, want a tag that says which", build.BaseName)
	}
	version := goVersion(t)
	if !strings.HasPrefix(build.BaseName, "golang:"+version) {
		t.Errorf("built with %s, go.mod asks for %s", build.BaseName, version)
	}
	var lines []string
	for _, r := range commands[*instructions.RunCommand](build) {
		lines = append(lines, strings.Join(r.CmdLine, " "))
	}
	script := strings.Join(lines, "\n")
	for _, want := range []string{"CGO_ENABLED=0", "-tags nomsgpack", "-trimpath", "./cmd/khaosat"} {
		if !strings.Contains(script, want) {
			t.Errorf("the build does not say %s", want)
		}
	}
}

// goVersion is the language version in go.mod, "1.26".
func goVersion(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(line), "go "); ok {
			parts := strings.Split(v, ".")
			return strings.Join(parts[:2], ".")
		}
	}
	t.Fatal("go.mod names no version of Go")
	return ""
}

func TestImageHoldsLittle(t *testing.T) {
	_, final := stages(t)
	if final.BaseName != "scratch" {
		t.Errorf("shipped on %q, want scratch", final.BaseName)
	}
	if runs := commands[*instructions.RunCommand](final); len(runs) > 0 {
		t.Error("scratch has nothing to run")
	}
	var targets []string
	for _, c := range commands[*instructions.CopyCommand](final) {
		targets = append(targets, c.DestPath)
	}
	for _, want := range []string{"/khaosat", "/etc/ssl/certs/ca-certificates.crt", "/zoneinfo.zip", "/data", "/tmp"} {
		if !slices.Contains(targets, want) {
			t.Errorf("%s is not in the image", want)
		}
	}
	if env(final)["ZONEINFO"] != "/zoneinfo.zip" {
		t.Error("nobody finds the time zones")
	}
}

func TestImageRunsAsNobody(t *testing.T) {
	_, final := stages(t)
	user := one[*instructions.UserCommand](t, final).User
	if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("runs as %q", user)
	}
	for _, c := range commands[*instructions.CopyCommand](final) {
		if c.DestPath == "/data" && c.Chown != user {
			t.Errorf("/data belongs to %q, the program runs as %s", c.Chown, user)
		}
	}
	if v := one[*instructions.VolumeCommand](t, final).Volumes; !slices.Equal(v, []string{"/data"}) {
		t.Errorf("volumes are %v, want /data", v)
	}
}

// The image and the compose file tell the same address and ask the same question.
func TestImageAgreesWithCompose(t *testing.T) {
	_, final := stages(t)
	khaosat := service(t, "khaosat")
	addr := variable(t, khaosat, "KHAOSAT_ADDR")
	if got := env(final)["KHAOSAT_ADDR"]; got != addr {
		t.Errorf("the image listens on %q, compose says %s", got, addr)
	}
	port := addr[strings.LastIndex(addr, ":")+1:]
	if ports := one[*instructions.ExposeCommand](t, final).Ports; !slices.Equal(ports, []string{port}) {
		t.Errorf("exposed are %v, want %s", ports, port)
	}
	if check := one[*instructions.HealthCheckCommand](t, final).Health.Test; !slices.Equal(check,
		khaosat.HealthCheck.Test) {
		t.Errorf("the image is asked by %v, compose asks by %v", check, khaosat.HealthCheck.Test)
	}
	entry := one[*instructions.EntrypointCommand](t, final).CmdLine
	if !slices.Equal(entry, []string{"/khaosat"}) || len(khaosat.Entrypoint) > 0 {
		t.Errorf("the entry point is %v, want the program", entry)
	}
	if len(khaosat.Command) == 0 || khaosat.Command[0] != "serve" {
		t.Errorf("compose runs %v, want serve", khaosat.Command)
	}
}

// env are the variables that a stage sets.
func env(s instructions.Stage) map[string]string {
	out := map[string]string{}
	for _, c := range commands[*instructions.EnvCommand](s) {
		for _, kv := range c.Env {
			out[kv.Key] = kv.Value
		}
	}
	return out
}
