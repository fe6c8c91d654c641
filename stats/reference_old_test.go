package stats

func init() { refOps["oldsvyquantile"] = refOldQuantile }

func refOldQuantile(env *refEnv, a refArgs) (any, error) {
	d, err := surveyDesign(env, a, "design")
	if err != nil {
		return nil, err
	}
	list, err := d.OldQuantiles(d.Frame().Column(a.Str("var")), a.Nums("probs"),
		OldQuantileOptions{Level: a.Num("level", 0.95),
			Joined: a.Str("ties") == "rounded", Constant: a.Str("method_interp") == "constant",
			Score: a.Str("interval") == "score"})
	if err != nil {
		return nil, err
	}
	var q, lower, upper, se []float64
	for _, e := range list {
		q, lower, upper, se = append(q, e.Value), append(lower, e.Lower), append(upper, e.Upper), append(se, e.SE)
	}
	return map[string]any{"probs": a.Nums("probs"), "quantile": q, "lower": lower, "upper": upper, "se": se}, nil
}
