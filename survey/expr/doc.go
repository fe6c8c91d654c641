// Package expr is the expression language of questionnaires: the XPath 1.0 dialect of XLSForm with the functions of
// ODK. Relevance, constraints, calculations, choice filters and the --filter of tabulate are written in it. Expressions
// are parsed once, at publishing, and evaluated on the server by Eval and on the phone by survey/expr/js/expr.js from
// Expr.JSON; testdata/vectors.json and package exprgen hold both to the same answers.
//
// What an expression means is what ODK says. Where the ODK XForms specification, JavaRosa (ODK Collect) and XPath 1.0
// differ or are silent:
//
//   - What is not relevant counts as empty, and an empty node-set as the empty text: ${hidden} = "" is true. (JavaRosa;
//     XPath says false.)
//   - A comparison with several nodes holds when it holds for one of them. (XPath; JavaRosa gives an error.)
//   - Numbers are equal within 1e-12, so that 0.1 + 0.2 = 0.3. (JavaRosa.)
//   - Nodes remember whether they hold a number or a condition (Node.Type): "5" = "5.0" between numbers, and not(${c})
//     where c was calculated to be false. (JavaRosa; the specification knows texts only.)
//   - ISO dates, date-times and times count in days by the clock of the survey's zone, date-times with their fraction,
//     so they compare and subtract. A text that is no date gives "" or NaN, not an error: answers come one by one.
//   - date(n) of a number with a fraction is the local day of the instant n, so that date(decimal-date-time(d) + 3) is
//     three days after d in every zone. (JavaRosa loses a day east of Greenwich.)
//   - regex() takes Java's patterns, which must fit the whole text, as a literal. Look behind, back references and
//     possessive repeats are refused at publishing. (JavaRosa; Enketo searches inside the text.)
//   - round(x, n) rounds the decimal form, halves towards positive infinity. sum, min and max pass over empty nodes.
//   - ${name} means the instance in the nearest common repeat; the repeat itself, as in count(${repeat}), means all its
//     instances. (pyxform and JavaRosa.)
//   - SurveyCTO's item-at, count-items, index, choice-label and duration and the CHT's difference-in-… are known as
//     well.
//
// No input can make an evaluation run away: nesting, length, steps and bytes are bounded, patterns need no
// backtracking.
package expr
