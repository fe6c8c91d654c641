// Package web shows surveys over HTTP: the respondent's pages (/s), the desk (/desk) and the JSON API (/api/v1). It is
// thin: parse, one call of service.Service, render. All rules are in survey/service, all figures in stats/results.
package web
