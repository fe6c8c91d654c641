package stats

// MultipleResponse are the options of a multiple response on both bases.
type MultipleResponse struct {
	Cases     []Estimate // share of the cases in the base that chose an option; together they may exceed 1
	Responses []Estimate // share of all choices made
}

// MultipleResponse estimates options, each an indicator, over the rows of the design that have all of them. What the
// base is (those who answered, those who chose anything, everybody) is decided by the design's subpopulation and by
// what is missing.
func (d *Design) MultipleResponse(options ...Term) (*MultipleResponse, error) {
	cases, _, err := d.Means(options...)
	if err != nil {
		return nil, err
	}
	t, _ := d.TallyTerms(append([]Term{One()}, options...)...)
	var all []Coef
	for i := range options {
		all = append(all, Coef{1 + i, 1})
	}
	qs := make([]Quotient, len(options))
	for i := range options {
		qs[i] = Quotient{Num: []Coef{{1 + i, 1}}, Den: all, Base: []int{0}, Ratio: true}
	}
	shares, err := t.Estimate(qs...)
	if err != nil {
		return nil, err
	}
	return &MultipleResponse{Cases: cases.Each, Responses: shares.Each}, nil
}

// ResponseShare is the share of an option of a Multi item among all choices made in a column.
func (x *Cross) ResponseShare(column, code int) Quotient {
	var den []Coef
	for o := range x.Item.Variable.Codes {
		den = append(den, ones(x.at(column, o))...)
	}
	return Quotient{Num: ones(x.at(column, code)), Den: den, Base: x.base(column).cells, Domain: x.domain(column),
		Ratio: true}
}
