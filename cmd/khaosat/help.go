package main

import (
	"github.com/alecthomas/kong"

	"github.com/khaosat/khaosat/survey/words"
)

// sayHelp puts the help of commands and flags, which stand as keys in their tags, into words. What is no key of the
// catalogue, such as the name of a file, stays.
func sayHelp(k *kong.Kong) error {
	k.Model.Help = said(k.Model.Help)
	return kong.Visit(k.Model, func(node kong.Visitable, next kong.Next) error {
		switch node := node.(type) {
		case *kong.Node:
			node.Help = said(node.Help)
		case *kong.Flag:
			node.Help = said(node.Help)
		case *kong.Value:
			node.Help = said(node.Help)
		}
		return next(nil)
	})
}

func said(help string) string {
	if words.Has(help) {
		return words.Say(help).String()
	}
	return help
}
