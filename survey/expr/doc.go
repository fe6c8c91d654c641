// Package expr is the expression language of questionnaires: the XPath 1.0 dialect of XLSForm with the functions of ODK.
// Relevance, constraints, calculations, choice filters and the --filter of tabulate are written in it. Expressions are
// parsed once, at publishing, and evaluated on the server by Eval and on the phone by web/static/expr.js from Expr.JSON;
// testdata/vectors.json holds both to the same answers.
package expr
