// Package desk is the analysts' world: everything under /desk, and the public results at /r.
package desk
