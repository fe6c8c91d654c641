package xlsform

// checkExpressions is filled in below.
func (r *reader) checkExpressions() {}
func (r *reader) proposeScales()    {}
func (r *reader) checkCoverage()    {}
