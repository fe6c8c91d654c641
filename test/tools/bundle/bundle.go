// Command bundle makes what respondents' phones load of the small modules and style sheets that we write: one script
// and one style sheet a page, without remarks and blanks. `go generate ./web/respond` runs it; the files are committed,
// so that nobody who builds the program needs a bundler, and TestBundlesAreMadeOfTheirSources makes them again.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// folder holds the bundles, below the root of the repository.
const folder = "web/respond/bundle"

// entries are what is bundled: name of the bundle → where it begins.
var entries = map[string]string{
	"respond.js":      "web/respond/static/respond.js",
	"respond_full.js": "web/respond/static/respond_full.js",
	"respond_sums.js": "web/respond/static/respond_full.js",
	"keep.js":         "web/respond/static/keep.js",
	"worker.js":       "web/respond/static/keep_worker.js",
	"respond.css":     "web/respond/static/respond_full.css",
}

// oldPhones are the browsers that must read a bundle; TestScriptsRunOnOldPhones holds what they have to offer.
var oldPhones = []api.Engine{{Name: api.EngineChrome, Version: "79"}, {Name: api.EngineFirefox, Version: "72"}}

// bundles makes all bundles of the repository at root: name → content.
func bundles(root string) (map[string][]byte, error) {
	out := map[string][]byte{}
	for name, begins := range entries {
		made := api.Build(api.BuildOptions{EntryPoints: []string{filepath.Join(root, begins)}, Bundle: true,
			AbsWorkingDir: root, Format: format(name), Engines: oldPhones, LegalComments: api.LegalCommentsNone,
			MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, Plugins: []api.Plugin{rooms(root, name)}})
		for _, m := range append(made.Errors, made.Warnings...) {
			return nil, fmt.Errorf("%s: %s: %v", name, m.Text, m.Location)
		}
		out[name] = made.OutputFiles[0].Contents
	}
	return out, nil
}

// format is that of a script of its own, but for what another script loads.
func format(name string) api.Format {
	switch {
	case name == "keep.js":
		return api.FormatESModule
	case filepath.Ext(name) == ".js":
		return api.FormatIIFE
	}
	return api.FormatDefault
}

// rooms finds what stands in the folder of another room: modules name each other as if all stood in one. The sums that
// digest() makes come in a bundle of their own, as few forms ask for any.
func rooms(root, name string) api.Plugin {
	return api.Plugin{Name: "rooms", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: `^\./`}, func(a api.OnResolveArgs) (api.OnResolveResult, error) {
			dir := "web/respond/static"
			switch {
			case a.Path == "./expr_digest.js" && name == "respond_full.js":
				a.Path = "./respond_no_sums.js"
			case strings.HasPrefix(a.Path, "./expr"):
				dir = "survey/expr/js"
			case a.Path == "./tokens.css":
				dir = "web/edge/static"
			}
			return api.OnResolveResult{Path: filepath.Join(root, dir, a.Path)}, nil
		})
	}}
}

// write puts the bundles where the program takes them from.
func write(root string) error {
	made, err := bundles(root)
	for name, content := range made {
		if err == nil {
			err = os.WriteFile(filepath.Join(root, folder, name), content, 0o644)
		}
	}
	return err
}

func main() {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err == nil {
		err = write(root)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
