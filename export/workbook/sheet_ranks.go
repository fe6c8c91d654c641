package workbook

// ranks writes how the choices of a ranking were ranked: for each its mean rank, over those who ranked it, then who has
// it first and among the best two and more, of all who ranked anything. The last place says the same as the choice's
// own row and is left out.
func (f frequencyRows) ranks() {
	for i, r := range f.item.Ranks {
		row := f.item.Rows[i]
		if row.Role.Missing() {
			continue
		}
		label := f.choiceLabel(row)
		f.page.add(f.cell(lookCode, row.Code), f.cell(lookText, f.t("rank.mean", "choice", label)),
			f.cell(lookText, nil), f.cell(lookCount, r.N), f.figure(lookDecimal, r.Mean))
		for k, share := range r.Top[:max(1, len(r.Top)-1)] {
			name := f.t("rank.first", "choice", label)
			if k > 0 {
				name = f.t("rank.top", "choice", label, "n", k+1)
			}
			f.page.add(f.cell(lookCode, row.Code), f.cell(lookText, name), f.cell(lookText, nil),
				f.cell(lookCount, share.Count), f.figure(lookPercent, share.Estimate))
		}
	}
}
