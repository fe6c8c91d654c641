// Package docs holds the documents that the program itself gives out.
package docs

import _ "embed"

// API describes the JSON API (OpenAPI 3.1, YAML). Tests hold it against the routes and against real answers.
//
//go:embed api.yaml
var API []byte
