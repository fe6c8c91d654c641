package expr

import (
	"embed"
	"io/fs"
)

//go:embed js/*.js
var scripts embed.FS

// Scripts are the ES modules that evaluate expressions on the phone. expr.js is the one to import.
func Scripts() fs.FS {
	tree, err := fs.Sub(scripts, "js")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return tree
}
