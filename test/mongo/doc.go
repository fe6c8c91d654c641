// Package mongo runs the store suite against a server that speaks MongoDB's wire protocol.
package mongo
