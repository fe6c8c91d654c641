// Package workbook makes the Excel workbook out of finished figures: the report with its sheets, and tables that
// somebody asked for. Every cell is written to a ledger too, from which the seal is made. It knows no store and no
// HTTP.
package workbook
