// Package xlsform reads and writes questionnaires as XLSForm workbooks. Read lists everything that is wrong with a
// workbook, each with sheet, cell and the likely mending; what is a valid XLSForm is what pyxform 4.5.0 takes
// (Result.OK), and what khaosat runs whole is Result.Publishable. Write makes a workbook from which Read makes the same
// questionnaire again.
//
// The way of a workbook: archive and guard (is this a harmless zip of XML?) → book and grid (cells as text) → table
// (columns by their canonical names) → settings, choices, survey rows → survey.Questionnaire.
package xlsform
