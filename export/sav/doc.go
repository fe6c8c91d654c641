// Package sav writes responses as an SPSS system file.
package sav
