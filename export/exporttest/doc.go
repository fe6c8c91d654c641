// Package exporttest makes surveys and documents for tests.
package exporttest
