// Package service holds the rules of the house over a store: who may do what, publishing, collecting, importing,
// erasing. Every way in (pages, API, commands) goes through a Service.
package service
