package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// stamped is the version that a build gives with -ldflags "-X main.stamped=…": what git describe says of the tree.
// Without one the program tells what the Go command wrote into it.
var stamped string

// asksVersion reports whether a command line is nothing but --version, which is not among the flags: it stands alone,
// and “form export --version” is another one.
func asksVersion(args []string) bool { return len(args) == 1 && args[0] == "--version" }

func printVersion(t *terminal) int {
	fmt.Fprintln(t.stdout, ownVersion())
	return exitWell
}

// ownVersion is the versionLine of this program.
func ownVersion() string {
	info, _ := debug.ReadBuildInfo()
	return versionLine(stamped, info)
}

// versionLine says in one line which build this is: its version, the commit that it was made of with “dirty” where the
// tree had changes, and Go's version and the platform. Nil info and what info does not know are left out.
func versionLine(version string, info *debug.BuildInfo) string {
	setting := map[string]string{}
	goVersion := runtime.Version()
	if info != nil {
		goVersion = info.GoVersion
		if version == "" && info.Main.Version != "(devel)" {
			version = info.Main.Version
		}
		for _, s := range info.Settings {
			setting[s.Key] = s.Value
		}
	}
	if version == "" {
		version = "(devel)"
	}
	line := "khaosat " + version
	if commit := setting["vcs.revision"]; commit != "" {
		line += " commit " + commit
		if setting["vcs.modified"] == "true" {
			line += " dirty"
		}
	}
	return fmt.Sprintf("%s %s %s/%s", line, goVersion, runtime.GOOS, runtime.GOARCH)
}
