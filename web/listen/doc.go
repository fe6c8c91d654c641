// Package listen is the door of the server: certificates, TLS and plain HTTP on one port, and the speed at which a
// request has to come in. It knows no page and no survey.
package listen
