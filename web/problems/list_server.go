package problems

// serverList is what keeps a server from beginning: its certificate, the authority of that, by code. The command line
// says them; no answer of the API has them.
var serverList = []Problem{
	{"acme.directory", []int{422}},
	{"acme.domain", []int{422}},
	{"tls.expired", []int{422}},
	{"tls.key_password", []int{422}},
	{"tls.no_certificate", []int{422}},
	{"tls.no_key", []int{422}},
	{"tls.not_yet", []int{422}},
	{"tls.other_key", []int{422}},
	{"tls.swapped", []int{422}},
	{"tls.unreadable", []int{422}},
}
