// Package api is the JSON interface under /api/v1, as docs/api.yaml describes it.
package api
